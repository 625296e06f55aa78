import { type Case, changed, members } from './effect-case.ts'

const domainsText = 'lets people with an e-mail address of certain domains create accounts; that it is theirs is not proven'

export const selfRegistrationCases: Readonly<Record<string, readonly Case[]>> = {
  selfRegistration: [
    changed('off', 'anyone', '+ lets anyone create an account for themselves'),
    changed('off', 'domains', `+ ${domainsText}`),
    changed('anyone', 'domains', `- ${domainsText}`),
    changed('anyone', 'off', '- lets nobody create an account for themselves'),
  ],
  selfRegistrationDomains: [
    changed(
      members('a.example'),
      members('b.example'),
      '+ accepts e-mail addresses of b.example for accounts that people create',
      '- no longer accepts e-mail addresses of a.example for accounts that people create',
    ),
  ],
  selfRegistrationLoginName: [
    changed('username', 'email', '= has people who create an account sign in with their e-mail address'),
    changed('email', 'username', '= has people who create an account sign in with a name that they choose'),
  ],
  selfRegistrationAsksName: [
    changed(false, true, '= asks people who create an account for their name'),
    changed(true, false, '= asks people who create an account for no name'),
  ],
  selfRegistrationApproval: [
    changed(false, true, '- disables accounts that people create until an administrator enables them'),
    changed(true, false, '+ lets people use the accounts that they create at once'),
  ],
  selfRegistrationRoleIds: [
    changed({}, members('a'), '+ gives accounts that people create the role a'),
    changed(members('a'), {}, '= no longer gives accounts that people create the role a'),
  ],
  selfRegistrationGroupIds: [changed({}, members('a', 'b'), '+ gives accounts that people create the groups a, b')],
  selfRegistrationsPerNetwork: [changed(20, 10, '- allows a network 10 attempts an hour to create an account instead of 20')],
  selfRegistrationsPerHour: [changed(300, 400, '+ allows 400 accounts an hour that people create instead of 300')],
}
