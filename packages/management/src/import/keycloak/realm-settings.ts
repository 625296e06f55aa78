import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/** What can be set here by a command, in seconds there. */
const lifetimes: readonly (readonly [name: string, command: string])[] = [
  ['accessTokenLifespan', 'latchkey update oidc-provider --field accessTokenExpiry='],
  ['accessCodeLifespan', 'latchkey update oidc-provider --field authCodeExpiry='],
  ['oauth2DeviceCodeLifespan', 'latchkey update oidc-provider --field userCodeExpiry='],
  ['offlineSessionIdleTimeout', 'latchkey update oidc-provider --field refreshTokenExpiry='],
]

/** Lists whose members are called by a name. */
const named: readonly (readonly [member: string, what: string, name: string])[] = [
  ['identityProviders', 'identity provider: people cannot sign in through it', 'alias'],
  ['userFederationProviders', 'user federation: its users are not in the files', 'displayName'],
  ['organizations', 'organization', 'name'],
]

/** Roles and parts that every realm has. */
const everyRole = /^(?:default-roles-.*|offline_access|uma_authorization)$/

/** Says what of the settings of a realm could be set here, and that the others are not taken over. */
export function reportRealm(document: Members, realm: string, translation: Translation): void {
  document.ignore([
    'id',
    'enabled',
    'keycloakVersion',
    'scopeMappings',
    'clientScopeMappings',
    'authenticationFlows',
    'defaultRole',
  ])
  for (const [name, command] of lifetimes) {
    const seconds = document.number(name)
    if (seconds !== undefined && seconds > 0) translation.suggest(`${name} was ${seconds} s: ${command}${seconds}s`)
  }
  for (const [member, what, name] of named) {
    for (const one of document.each(member)) translation.leave(what, one.text(name) ?? member)
  }
  for (const role of document.members('roles')?.each('realm') ?? []) {
    const name = role.text('name') ?? ''
    if (!everyRole.test(name)) translation.leave('role of the realm: roles there give no rights here', name)
  }
  if (document.members('components')?.has('org.keycloak.storage.UserStorageProvider') === true) {
    translation.leave('user federation: its users are not in the files', realm)
  }
  if (document.has('components'))
    translation.suggest('Signing keys are not taken over: relying parties fetch those of this server.')
  if (document.text('passwordPolicy') !== undefined) {
    translation.suggest('The realm has a password policy: see latchkey describe authentication. Passwords that people have stay.')
  }
  for (const name of document.unread) translation.leave('setting of the realm', name)
}
