import type { AccessCredential } from '@latchkey/identity'
import type { SetError } from '../../contract.ts'
import type { WriteContext } from '../managed-definition.ts'

/**
 * A credential that expires or works from some networks only cannot make or change one that lasts longer or works from elsewhere, itself
 * included: otherwise whoever stole it would get rid of its limits. An access token gives no limits on: LATCHKEY-0037-keys-by-access-token.
 */
export async function refusalBeyondOwnLimits(
  record: AccessCredential,
  { caller, objects }: WriteContext,
): Promise<SetError | undefined> {
  const id = caller.origin.credential
  if (id === undefined || !/^(?:key|pwd)_/.test(id)) return undefined
  const [own] = await objects.find(id.startsWith('key_') ? 'ApiKey' : 'AppPassword', [id])
  if (own === undefined) return { type: 'forbidden', description: 'The credential of this call is gone.' }
  const { allowedIps, expiresAt } = own.record
  if (expiresAt !== undefined && (record.expiresAt === undefined || record.expiresAt > expiresAt)) {
    return { type: 'forbidden', description: 'expiresAt must not be later than that of the credential of this call.' }
  }
  const isWithin = record.allowedIps.length > 0 && record.allowedIps.every((network) => allowedIps.includes(network))
  if (allowedIps.length === 0 || isWithin) return undefined
  return { type: 'forbidden', description: 'allowedIps must be among those of the credential of this call.' }
}
