import { newId, newSecret } from '@latchkey/core'
import type { AccessCredential } from '@latchkey/identity'
import { storedAccess } from '../../access/access-records.ts'
import { isNetwork } from '../../access/allowed-networks.ts'
import type { Caller } from '../../access/caller.ts'
import type { AccessRules } from '../../access/effective-permissions.ts'
import { permissionsThroughCredential, refusalToGrant } from '../../access/grant-rules.ts'
import { union } from '../../access/name-sets.ts'
import { credentialPermissionsFromWire, credentialPermissionsToWire } from '../../access/permissions-on-wire.ts'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import type { SetError } from '../../contract.ts'
import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { dateText, mask } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { Filter } from '../../ports/objects.ts'
import { checkLabel } from '../label.ts'
import type { Built, ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { refusalBeyondOwnLimits } from './own-limits.ts'

export interface CredentialOptions {
  readonly rules: AccessRules
  /** How many one account may have. */
  readonly quota: () => number
}

interface Kind<Name extends 'ApiKey' | 'AppPassword'> {
  readonly object: Name
  readonly declaration: ObjectDeclaration
  readonly secret: 'apiKey' | 'appPassword'
  readonly idPrefix: 'key' | 'pwd'
}

/**
 * API keys and app passwords: each belongs to who made it and is seen by nobody else. None can do more than the caller who makes or
 * changes it, nor outlive the limits of the credential that the caller came with.
 */
export function credentialDefinition<Name extends 'ApiKey' | 'AppPassword'>(
  kind: Kind<Name>,
  options: CredentialOptions,
): ManagedDefinition<Name> {
  async function fromWire(
    wire: JsonObject,
    previous: AccessCredential | undefined,
    context: WriteContext,
  ): Promise<{ readonly record: AccessCredential; readonly shownOnce?: JsonObject } | { readonly error: SetError }> {
    const { account } = context.caller
    if (account === undefined) return { error: { type: 'forbidden', description: 'Only a person has credentials' } }
    const secret = newSecret(kind.secret, context.crypto.randomBytes)
    const record: AccessCredential = {
      credentialId: previous?.credentialId ?? newId(kind.idPrefix, { randomBytes: context.crypto.randomBytes, now: context.now }),
      accountId: account.accountId,
      digest: previous?.digest ?? context.crypto.digest(secret),
      ...limitsOf(wire),
      createdAt: previous?.createdAt ?? context.now,
      updatedAt: context.now,
    }
    const error =
      mistakeIn(record, previous, context) ??
      (await refusalToGive(record, previous, context)) ??
      (await refusalBeyondOwnLimits(record, context))
    if (error !== undefined) return { error }
    return previous === undefined ? { record, shownOnce: { secret } } : { record }
  }

  async function refusalToGive(
    record: AccessCredential,
    previous: AccessCredential | undefined,
    { caller, objects }: WriteContext,
  ): Promise<SetError | undefined> {
    const { account } = caller
    if (account === undefined) return undefined
    const access = { source: storedAccess(objects), rules: options.rules }
    const through = [record, ...(previous === undefined ? [] : [previous])].map(({ permissions }) =>
      permissionsThroughCredential(account, permissions, access),
    )
    return refusalToGrant(union(...(await Promise.all(through))), caller)
  }

  return {
    object: kind.object,
    declaration: kind.declaration,
    toWire: credentialToWire,
    secretsOf: ({ digest }: AccessCredential) => ({ secret: digest }),
    fromWire: (wire, previous, context) => fromWire(wire, previous, context) as Promise<Built<Name>>,
    isVisible: ({ accountId }: AccessCredential, caller) => accountId === caller.account?.accountId,
    scopeOf,
    quota: options.quota,
  }
}

function credentialToWire(record: AccessCredential): JsonObject {
  return {
    description: record.description,
    secret: mask,
    expiresAt: record.expiresAt === undefined ? null : dateText(record.expiresAt),
    permissions: credentialPermissionsToWire(record.permissions),
    allowedIps: setToWire(record.allowedIps),
    accountId: record.accountId,
    createdAt: dateText(record.createdAt),
  }
}

/** The operator has no account, and sees nobody's. */
function scopeOf({ id }: Caller): Filter {
  return { kind: 'compare', property: 'accountId', by: 'equal', value: id }
}

function limitsOf(wire: JsonObject): Pick<AccessCredential, 'description' | 'permissions' | 'allowedIps' | 'expiresAt'> {
  const expiresAt = wire['expiresAt']
  return {
    description: String(wire['description']).trim(),
    permissions: credentialPermissionsFromWire(wire['permissions']),
    allowedIps: setFromWire(wire['allowedIps']),
    ...(typeof expiresAt === 'string' ? { expiresAt: Date.parse(expiresAt) } : {}),
  }
}

function mistakeIn(
  record: AccessCredential,
  previous: AccessCredential | undefined,
  { now }: WriteContext,
): SetError | undefined {
  const { allowedIps, description, expiresAt } = record
  const isNewDate = expiresAt !== undefined && expiresAt !== previous?.expiresAt
  const issues = [
    ...allowedIps
      .filter((network) => !isNetwork(network))
      .map((network) => invalidIssue('allowedIps', 'must be addresses or networks such as 192.0.2.0/24', network)),
    ...(isNewDate && expiresAt <= now ? [invalidIssue('expiresAt', 'must be in the future', dateText(expiresAt))] : []),
  ]
  return checkLabel('description', description) ?? (issues.length === 0 ? undefined : setErrorOfIssues(issues))
}
