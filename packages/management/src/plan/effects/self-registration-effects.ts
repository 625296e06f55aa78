import type { JsonValue } from '../../ports/json.ts'
import {
  type EffectRow,
  type EffectRows,
  flag,
  limit,
  listed,
  looser,
  membersOf,
  named,
  neutral,
  stricter,
} from './effect-row.ts'

/** How open each mode is, the most open last. */
const openness = ['off', 'domains', 'anyone']

const modeTexts: Readonly<Record<string, string>> = {
  off: 'lets nobody create an account for themselves',
  domains: 'lets people with an e-mail address of certain domains create accounts; that it is theirs is not proven',
  anyone: 'lets anyone create an account for themselves',
}

const mode: EffectRow = ({ before, after }) => {
  const text = modeTexts[String(after)] ?? ''
  return [place(after) > place(before) ? looser(text) : stricter(text)]
}

function place(value: JsonValue): number {
  return openness.indexOf(String(value))
}

const domains: EffectRow = (changed) => {
  const { added, removed } = membersOf(changed)
  return [
    ...(added.length === 0 ? [] : [looser(`accepts e-mail addresses of ${listed(added)} for accounts that people create`)]),
    ...(removed.length === 0
      ? []
      : [stricter(`no longer accepts e-mail addresses of ${listed(removed)} for accounts that people create`)]),
  ]
}

function given(noun: string): EffectRow {
  return (changed) => {
    const { added, removed } = membersOf(changed)
    const { nameOf } = changed
    return [
      ...(added.length === 0 ? [] : [looser(`gives accounts that people create ${named(noun, added, nameOf)}`)]),
      ...(removed.length === 0 ? [] : [neutral(`no longer gives accounts that people create ${named(noun, removed, nameOf)}`)]),
    ]
  }
}

/** Of the members of `Authentication` about accounts that people create for themselves. */
export const selfRegistrationEffects: EffectRows = {
  selfRegistration: mode,
  selfRegistrationDomains: domains,
  selfRegistrationLoginName: ({ after }) => [
    neutral(
      `has people who create an account sign in with ${after === 'email' ? 'their e-mail address' : 'a name that they choose'}`,
    ),
  ],
  selfRegistrationAsksName: ({ after }) => [
    neutral(
      after === true ? 'asks people who create an account for their name' : 'asks people who create an account for no name',
    ),
  ],
  selfRegistrationApproval: flag({
    on: () => stricter('disables accounts that people create until an administrator enables them'),
    off: () => looser('lets people use the accounts that they create at once'),
  }),
  selfRegistrationRoleIds: given('role'),
  selfRegistrationGroupIds: given('group'),
  selfRegistrationsPerNetwork: limit(
    (after, before) => `allows a network ${after} attempts an hour to create an account instead of ${before}`,
  ),
  selfRegistrationsPerHour: limit((after, before) => `allows ${after} accounts an hour that people create instead of ${before}`),
}
