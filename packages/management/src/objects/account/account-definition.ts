import { definedMembers, type Subject } from '@latchkey/core'
import { type Account, type GroupId, isUsername, newAccount, type RoleId } from '@latchkey/identity'
import { storedAccess } from '../../access/access-records.ts'
import type { AccessRules } from '../../access/effective-permissions.ts'
import { refusalToWriteAccount } from '../../access/grant-rules.ts'
import { accountPermissionsFromWire, accountPermissionsToWire } from '../../access/permissions-on-wire.ts'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import type { SetError } from '../../contract.ts'
import { dateText, mask } from '../../declarations/parse-scalar.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { attributesFromWire, attributesToWire } from './account-attributes.ts'
import { accountDeclaration } from './account-declaration.ts'
import { attributeIndex } from './attribute-index.ts'
import { claimsFromWire, claimsToWire } from './claims-on-wire.ts'
import { credentialFromWire, passwordPointer } from './credential-from-wire.ts'
import { isSubject, subjectRule } from './subject-rule.ts'
import { usernameRule } from './username-rule.ts'

/**
 * Accounts. Whoever writes one must have every permission that it has before and afterwards, and a new password ends its sessions and
 * grants.
 */
export function accountDefinition(rules: AccessRules): ManagedDefinition<'Account'> {
  function refusalToWrite(accounts: readonly (Account | undefined)[], { caller, objects }: WriteContext) {
    return refusalToWriteAccount(accounts, { source: storedAccess(objects), rules, caller })
  }

  return {
    object: 'Account',
    declaration: accountDeclaration,
    toWire,
    secretsOf,
    indexOf: attributeIndex,
    async fromWire(wire, previous, context) {
      const plain = withoutPassword(wire, previous, context)
      if ('error' in plain) return plain
      const refusal = await refusalToWrite([previous, plain.record], context)
      if (refusal !== undefined) return { error: refusal }
      const password = await credentialFromWire(wire['credentials'], previous, context)
      return 'error' in password ? password : { record: { ...plain.record, ...password.members } }
    },
    refusalToRemove: (record, context) => refusalToWrite([record], context),
  }
}

function toWire(account: Account): JsonObject {
  return {
    '@type': 'User',
    name: account.username,
    ...claimsToWire(account.claims),
    ...attributesToWire(account),
    memberGroupIds: setToWire(account.groupIds ?? []),
    roles: rolesToWire(account),
    permissions: accountPermissionsToWire(account.permissions),
    credentials: credentialsToWire(account),
    disabled: account.disabled,
    awaitsApproval: account.disabled && account.awaitsApproval === true,
    subject: account.subject,
    createdAt: dateText(account.createdAt),
  }
}

/** A hash that was renewed is of the same password. */
function secretsOf({ passwordHash, passwordChangedAt }: Account): Readonly<Record<string, string>> {
  return passwordHash === undefined ? {} : { [passwordPointer]: String(passwordChangedAt ?? passwordHash) }
}

function rolesToWire({ roles, roleIds }: Account): JsonObject {
  if (roles.includes('administrator')) return { '@type': 'Admin' }
  return roleIds === undefined ? { '@type': 'User' } : { '@type': 'Custom', roleIds: setToWire(roleIds) }
}

function credentialsToWire({ passwordHash, passwordChangedAt }: Account): JsonObject {
  if (passwordHash === undefined) return {}
  const changedAt = passwordChangedAt === undefined ? null : dateText(passwordChangedAt)
  return { '0': { '@type': 'Password', credentialId: 'password', secret: mask, secretHash: null, changedAt } }
}

function withoutPassword(
  wire: JsonObject,
  previous: Account | undefined,
  { clock, crypto, now }: WriteContext,
): { readonly record: Account } | { readonly error: SetError } {
  const username = String(wire['name'])
  const { claims, issues } = claimsFromWire(wire)
  const attributes = attributesFromWire(wire)
  const ofName = isUsername(username) ? [] : [invalidIssue('name', usernameRule, username)]
  const given = previous === undefined && typeof wire['subject'] === 'string' ? wire['subject'] : undefined
  const ofSubject = given === undefined || isSubject(given) ? [] : [invalidIssue('subject', subjectRule, given)]
  const all = [...ofName, ...ofSubject, ...issues, ...attributes.issues]
  if (all.length > 0) return { error: setErrorOfIssues(all) }
  const roles = isJsonObject(wire['roles']) ? wire['roles'] : {}
  const base = previous ?? newAccount({ clock, randomBytes: crypto.randomBytes }, { username, roles: [], claims: {} })
  const { accountId, subject, createdAt } = base
  return {
    record: definedMembers({
      accountId,
      subject: given === undefined ? subject : (given as Subject),
      username,
      disabled: wire['disabled'] === true,
      awaitsApproval: wire['disabled'] === true ? previous?.awaitsApproval : undefined,
      roles: roles['@type'] === 'Admin' ? (['administrator'] as const) : [],
      roleIds: roles['@type'] === 'Custom' ? (setFromWire(roles['roleIds']) as readonly RoleId[]) : undefined,
      groupIds: memberGroups(wire['memberGroupIds']),
      permissions: accountPermissionsFromWire(wire['permissions']),
      claims,
      ...attributes.members,
      createdAt,
      updatedAt: Math.max(now, base.updatedAt + (previous === undefined ? 0 : 1)),
    }),
  }
}

function memberGroups(value: JsonValue | undefined): readonly GroupId[] | undefined {
  const ids = setFromWire(value)
  return ids.length === 0 ? undefined : (ids as readonly GroupId[])
}
