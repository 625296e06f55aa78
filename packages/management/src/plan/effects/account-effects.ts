import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import type { PlanEffect } from '../contract.ts'
import {
  type EffectRow,
  flag,
  keysOf,
  listed,
  looser,
  membersOf,
  named,
  neutral,
  type ObjectEffects,
  stricter,
} from './effect-row.ts'

const roles: EffectRow = ({ before, after, label, nameOf, isNew }) => {
  const [was, is] = [typeOf(before), typeOf(after)]
  if (is === 'Admin') return [looser(`makes ${label} an administrator`)]
  const taken = was === 'Admin' ? [stricter(`takes the rights of an administrator from ${label}`)] : []
  const { added, removed } = membersOf({ before: rolesOf(before), after: rolesOf(after) })
  return [
    ...taken,
    ...(added.length > 0 ? [looser(`gives ${label} ${named('role', added, nameOf)}`)] : []),
    ...(removed.length > 0 ? [stricter(`takes ${named('role', removed, nameOf)} from ${label}`)] : []),
    ...(is === 'User' && was === 'Custom' ? [neutral(`gives ${label} the built-in role of users`)] : []),
    ...(is === 'Custom' && was === 'User' && !isNew ? [neutral(`takes the built-in role of users from ${label}`)] : []),
  ]
}

const permissions: EffectRow = ({ before, after, label }) => {
  const enabled = membersOf({ before: memberOf(before, 'enabledPermissions'), after: memberOf(after, 'enabledPermissions') })
  const disabled = membersOf({ before: memberOf(before, 'disabledPermissions'), after: memberOf(after, 'disabledPermissions') })
  const [was, is] = [typeOf(before), typeOf(after)]
  return [
    ...(is === 'Replace' && was !== 'Replace' ? [neutral(`gives ${label} permissions whatever the roles say`)] : []),
    ...(was === 'Replace' && is !== 'Replace' ? [neutral(`gives ${label} the permissions of the roles again`)] : []),
    ...permissionEffects(label, enabled, disabled),
  ]
}

const credentials: EffectRow = ({ before, after, label, isNew }) => {
  if (keysOf(after).length === 0) return [stricter(`removes the password of ${label}: its sessions and grants end`)]
  if (isNew || keysOf(before).length === 0) return [neutral(`sets a password for ${label}`)]
  return [neutral(`changes the password of ${label}: its sessions and grants end`)]
}

export const accountEffects: ObjectEffects = {
  fields: {
    name: ({ before, after, isNew }) =>
      isNew ? [] : [neutral(`lets ${String(before)} sign in as ${String(after)} from now on`)],
    roles,
    permissions,
    memberGroupIds: (changed) => {
      const { label, nameOf } = changed
      const { added, removed } = membersOf(changed)
      return [
        ...(added.length > 0 ? [looser(`puts ${label} into ${named('group', added, nameOf)}, with what its roles give`)] : []),
        ...(removed.length > 0 ? [stricter(`takes ${label} out of ${named('group', removed, nameOf)}`)] : []),
      ]
    },
    credentials,
    disabled: flag({
      on: (label) => stricter(`disables ${label}: nothing that was issued for the account is honoured`),
      off: (label) => looser(`enables ${label} again`),
    }),
    emailVerified: flag({
      on: (label) => looser(`tells relying parties that the e-mail address of ${label} is verified`),
      off: (label) => stricter(`no longer tells relying parties that the e-mail address of ${label} is verified`),
    }),
    emailAddress: ({ after, label, isNew }) =>
      isNew ? [] : [neutral(`tells relying parties ${after === null ? 'no' : 'another'} e-mail address of ${label}`)],
  },
  created: (label) => looser(`adds the account ${label}`),
  destroyed: (label) => stricter(`removes the account ${label} with its sessions, grants and credentials`),
}

/** Shared with roles, which have the same two sets. */
export function permissionEffects(
  whose: string,
  enabled: ReturnType<typeof membersOf>,
  disabled: ReturnType<typeof membersOf>,
): readonly PlanEffect[] {
  return [
    ...(enabled.added.length > 0 ? [looser(`grants ${whose} the permissions ${listed(enabled.added)}`)] : []),
    ...(enabled.removed.length > 0 ? [stricter(`no longer grants ${whose} the permissions ${listed(enabled.removed)}`)] : []),
    ...(disabled.added.length > 0 ? [stricter(`denies ${whose} the permissions ${listed(disabled.added)}`)] : []),
    ...(disabled.removed.length > 0 ? [looser(`no longer denies ${whose} the permissions ${listed(disabled.removed)}`)] : []),
  ]
}

function typeOf(value: JsonValue): JsonValue | undefined {
  return isJsonObject(value) ? value['@type'] : undefined
}

function rolesOf(value: JsonValue): JsonValue {
  return memberOf(value, 'roleIds')
}

function memberOf(value: JsonValue, name: string): JsonValue {
  return isJsonObject(value) ? (value[name] ?? {}) : {}
}
