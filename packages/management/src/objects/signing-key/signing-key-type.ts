import { type Clock, encryptionKeyKind, type SigningKeyStore } from '@latchkey/core'
import type { Caller } from '../../access/caller.ts'
import type { SetError } from '../../contract.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import { checkState } from '../runtime-type/check-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { runtimeType } from '../runtime-type/runtime-type.ts'
import { unchangedSince } from '../runtime-type/unchanged-since.ts'
import { signingKeyDeclaration } from './declaration.ts'
import { type KeySources, type ListedKey, listKeys } from './key-list.ts'
import { lastTokenExpiry, type TokenLifeSources } from './last-token-expiry.ts'

export interface SigningKeyTypeParts extends KeySources, TokenLifeSources {
  readonly signingKeys: Pick<SigningKeyStore, 'list' | 'retire'>
  readonly clock: Clock
}

/**
 * `x:SigningKey`: the keys with which ID tokens of ours verify. Private parts are nowhere in it. Destroying a key of the ring retires it;
 * it is found until it is no longer published. The state is a digest of the list.
 */
export function signingKeyType(parts: SigningKeyTypeParts): ObjectType<Caller> {
  const { signingKeys, crypto, clock } = parts
  const all = (): Promise<readonly ListedKey[]> => listKeys(parts, clock())
  const matching = async (conditions: Conditions): Promise<readonly ListedKey[]> => {
    const [algorithm, use] = [equalText(conditions, 'algorithm'), equalText(conditions, 'use')]
    return (await all()).filter((key) => (algorithm ?? key.algorithm) === key.algorithm && (use ?? key.use) === key.use)
  }
  const source: RuntimeSource<ListedKey> = {
    state: async () => crypto.digest(JSON.stringify((await all()).map(toWire))).slice(0, 22),
    idOf: ({ kid }) => kid,
    find: async (ids) => (await all()).filter(({ kid }) => ids.includes(kid)),
    async list(conditions, { after, offset, limit }) {
      const keys = await matching(conditions)
      const start = keys.findIndex(({ kid }) => kid === after) + 1 + offset
      return keys.slice(start, start + limit)
    },
    count: async (conditions) => (await matching(conditions)).length,
    async place(conditions, id) {
      const index = (await matching(conditions)).findIndex(({ kid }) => kid === id)
      return index === -1 ? undefined : index
    },
    toWire: async (keys) => keys.map(toWire),
  }
  return {
    ...runtimeType(signingKeyDeclaration, source),
    changes: (since) => unchangedSince(since, source.state()),
    async destroy(id, call) {
      await checkState(source, call)
      const key = (await all()).find(({ kid }) => kid === id)
      const error = refusalToRetire(key)
      if (error !== undefined) return { error }
      // Nobody may encrypt to a key any more that was taken back, and no token of ours needs it.
      const isSigning = key?.use !== 'encryption'
      const isRetired = await signingKeys.retire(id, isSigning ? await lastTokenExpiry(parts) : clock())
      return isRetired ? { destroyed: true } : { error: notFound }
    },
  }
}

const notFound: SetError = { type: 'notFound', description: 'There is no such key that signs.' }

function refusalToRetire(key: ListedKey | undefined): SetError | undefined {
  switch (key?.isPrimary ? 'primary' : key?.use) {
    case undefined:
      return notFound
    case 'ring':
    case 'waiting':
    case 'retiring':
    case 'encryption':
      return undefined
    case 'primary':
      return {
        type: 'forbidden',
        description:
          'The primary key signs for every client and cannot be retired. Replace it with the action RotateKeys or by another signatureKey in x:OidcProvider.',
      }
    case 'retired':
      return {
        type: 'forbidden',
        description: 'The key is retired already; it is published until the last token that it signed has expired.',
      }
  }
}

function toWire({ kid, algorithm, use, createdAt, signsFrom, publishedUntil, publicJwk }: ListedKey): JsonObject {
  const isSigning = encryptionKeyKind(algorithm) === undefined
  return {
    id: kid,
    kid,
    algorithm,
    use,
    createdAt: createdAt === undefined ? null : dateText(createdAt),
    signsFrom: signsFrom === undefined ? null : dateText(signsFrom),
    publishedUntil: publishedUntil === undefined ? null : dateText(publishedUntil),
    publicKey: JSON.stringify({ ...publicJwk, kid, ...(isSigning ? { use: 'sig', alg: algorithm } : { use: 'enc' }) }),
  }
}
