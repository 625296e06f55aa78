import {
  type Algorithm,
  algorithmNamed,
  algorithmOfSetting,
  type EncryptionKeyKind,
  encryptionKeyKind,
  isWaiting,
  newEncryptionKey,
  newSigningKey,
  primaryKeyOf,
} from '@latchkey/core'
import type { Caller } from '../../../access/caller.ts'
import { lastTokenExpiry } from '../../signing-key/last-token-expiry.ts'
import type { Action, ActionPorts, Done } from '../action.ts'
import { refusalToReplacePrimary } from './replaceable-primary.ts'

/** How long clients may go on encrypting to a key that they keep in memory, milliseconds. */
const decryptionOverlap = 24 * 60 * 60 * 1_000

/**
 * Lets another key sign from now on: one that was published ahead and waits, else a new one. The one before stays published until the last
 * token that it signed has expired. The key of the settings is replaced in the settings, by a key of the same algorithm; any other
 * algorithm has its key in the ring. A key to which clients encrypt is replaced by a new one, and still decrypts for a day.
 */
export const rotateKeys: Action = {
  needs: [
    ['x:OidcProvider', 'Update'],
    ['x:SigningKey', 'Destroy'],
  ],
  async run({ algorithm: wanted }, ports, caller) {
    const kind = typeof wanted === 'string' ? encryptionKeyKind(wanted) : undefined
    if (kind !== undefined) return rotateEncryption(kind, ports)
    const primary = algorithmOfSetting(ports.oidcProvider.current().signatureAlgorithm)
    if (typeof wanted !== 'string' || wanted === primary.name) return rotatePrimary(ports, caller)
    const algorithm = algorithmNamed(wanted)
    if (algorithm === undefined) throw new TypeError('an algorithm of the enum is not in the table')
    return rotateInRing(algorithm, ports)
  },
}

async function rotateEncryption(kind: EncryptionKeyKind, ports: ActionPorts): Promise<Done> {
  const key = await newEncryptionKey(kind, ports)
  await ports.signingKeys.replaceEncryptionKey(key, ports.clock() + decryptionOverlap)
  return { created: { kid: key.kid } }
}

async function rotateInRing(algorithm: Algorithm, ports: ActionPorts): Promise<Done> {
  const now = ports.clock()
  const waiting = (await ports.signingKeys.list(now)).find(
    (record) => record.algorithm === algorithm.name && record.sealedPrivatePem !== undefined && isWaiting(record, now),
  )
  const { signsFrom: _, ...key } = waiting ?? (await newSigningKey(algorithm, ports))
  await ports.signingKeys.rotate(key, await lastExpiry(ports))
  return { created: { kid: key.kid } }
}

async function rotatePrimary(ports: ActionPorts, caller: Caller): Promise<Done> {
  const { oidcProvider, crypto, signingKeys, updateSettings } = ports
  const error = refusalToReplacePrimary(oidcProvider)
  if (error !== undefined) return { error }
  const now = ports.clock()
  const current = await primaryKeyOf(oidcProvider.current(), crypto)
  const waiting = (await signingKeys.list(now)).find((record) => record.kid === current?.key.kid && isWaiting(record, now))
  if (waiting !== undefined) {
    const { signsFrom: _, ...record } = waiting
    await signingKeys.rotate(record, await lastExpiry(ports))
    return { created: { kid: record.kid } }
  }
  const { privatePem } = await crypto.generateKey(algorithmOfSetting(oidcProvider.current().signatureAlgorithm))
  const refused = await updateSettings({ signatureKey: { '@type': 'Text', secret: privatePem } }, caller)
  if (refused !== undefined) return { error: refused }
  const primary = await primaryKeyOf(oidcProvider.current(), crypto)
  return { created: { kid: primary?.key.kid ?? '' } }
}

function lastExpiry(ports: ActionPorts): Promise<number> {
  return lastTokenExpiry({ ...ports, settings: () => ports.oidcProvider.current() })
}
