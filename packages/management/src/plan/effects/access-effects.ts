import { permissionEffects } from './account-effects.ts'
import { type EffectRow, keysOf, listed, looser, membersOf, named, neutral, type ObjectEffects, stricter } from './effect-row.ts'

const none = { added: [], removed: [] }

export const roleEffects: ObjectEffects = {
  fields: {
    description: ({ before, after, isNew }) => (isNew ? [] : [neutral(`calls the role ${String(before)} ${String(after)}`)]),
    enabledPermissions: (changed) => permissionEffects(`everybody with the role ${changed.label}`, membersOf(changed), none),
    disabledPermissions: (changed) => permissionEffects(`everybody with the role ${changed.label}`, none, membersOf(changed)),
    roleIds: (changed) => {
      const { added, removed } = membersOf(changed)
      return [
        ...(added.length > 0 ? [looser(`extends the role ${changed.label} by ${named('role', added, changed.nameOf)}`)] : []),
        ...(removed.length > 0
          ? [stricter(`takes ${named('role', removed, changed.nameOf)} out of the role ${changed.label}`)]
          : []),
      ]
    },
  },
  destroyed: (label) => stricter(`removes the role ${label}`),
}

export const groupEffects: ObjectEffects = {
  fields: {
    name: ({ before, after, isNew }) =>
      isNew ? [] : [neutral(`tells relying parties the group ${String(after)} instead of ${String(before)}`)],
    roleIds: (changed) => {
      const { added, removed } = membersOf(changed)
      return [
        ...(added.length > 0 ? [looser(`gives every member of ${changed.label} ${named('role', added, changed.nameOf)}`)] : []),
        ...(removed.length > 0
          ? [stricter(`takes ${named('role', removed, changed.nameOf)} from every member of ${changed.label}`)]
          : []),
      ]
    },
  },
  destroyed: (label) => stricter(`removes the group ${label}`),
}

export const scopeEffects: ObjectEffects = {
  fields: {
    description: ({ label, isNew }) => (isNew ? [] : [neutral(`asks people for consent to the scope ${label} in other words`)]),
  },
  created: (label) => looser(`lets clients ask for the scope ${label}`),
  destroyed: (label) => stricter(`removes the scope ${label}: nobody can be granted it any more`),
}

/** No networks means any. */
const allowedIps: EffectRow = (changed) => {
  const { after, label } = changed
  if (keysOf(after).length === 0) return [looser(`lets ${label} be used from any network`)]
  if (keysOf(changed.before).length === 0) return [stricter(`lets ${label} be used from ${listed(keysOf(after))} only`)]
  const { added, removed } = membersOf(changed)
  return [
    ...(added.length > 0 ? [looser(`lets ${label} be used from ${listed(added)}`)] : []),
    ...(removed.length > 0 ? [stricter(`no longer lets ${label} be used from ${listed(removed)}`)] : []),
  ]
}

/** API keys and app passwords: a rollback can change them. */
export const credentialEffects: ObjectEffects = {
  fields: {
    allowedIps,
    expiresAt: ({ after, label }) =>
      after === null ? [looser(`lets ${label} work without end`)] : [neutral(`ends ${label} on ${String(after)}`)],
    permissions: ({ label }) => [neutral(`changes what ${label} may do`)],
  },
  destroyed: (label) => stricter(`removes the credential ${label}, which stops working`),
}
