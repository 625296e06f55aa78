import type { Client } from '../clients/client.ts'
import type { KeyManagement } from '../encryption/key-management.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'
import type { SigningKeyRecord } from '../ports/stores.ts'
import { longestTokenLife } from '../resources/token-target.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import { type Algorithm, algorithmNamed, algorithmOfSetting, type SigningAlgorithm } from './algorithms.ts'
import { clientSecretKey } from './client-secret-keys.ts'
import {
  type DecryptionKey,
  decryptionKeySource,
  type EncryptionKeyKind,
  encryptionKeyKinds,
  newEncryptionKey,
} from './encryption-keys.ts'
import { newSigningKey } from './new-signing-key.ts'
import { type PrimaryKey, primaryKeyOf } from './primary-key.ts'
import { encryptionKeysOf, type JwkSet, publishedKeys, toJwkSet } from './published-keys.ts'
import { signingNow } from './signing-now.ts'
import { chosenAlgorithm } from './strong-signatures.ts'

/** How long a view of the stored keys is used: bounds when a process sees keys that another one made. */
const viewLifetime = 1_000
/**
 * The primary key is published in the store ahead of its use by the life of its tokens and this much more, so that it outlives a
 * change of the settings, whoever makes it and whether or not a process runs then, and is written once per half of this time.
 */
const publicationLease = 60 * 60 * 1_000
const rs256 = algorithmOfSetting('rs256')

/** The signing keys of the provider (design section 5). */
export interface KeyRing {
  /**
   * The key that signs ID tokens for this client: of the algorithm that it registered, else the primary key. The key is published
   * for at least as long as any token may live that is signed now. A client without a secret gets RS256 where HS* would apply.
   */
  keyFor(client: Client): Promise<PrivateKey>
  /** The same for its authorization responses, of which the default is RS256 whatever the primary key is (JARM-3), unless `signature-strong-algorithm` is enforced. */
  responseKeyFor(client: Client): Promise<PrivateKey>
  /** The same for any other answer that the client registered with this algorithm. */
  keyNamed(name: SigningAlgorithm, client: Client): Promise<PrivateKey>
  /**
   * The same object as long as nothing changed. Keys to which clients encrypt are made when the set is first asked for: nobody can have
   * used them before.
   */
  jwks(): JwkSet | Promise<JwkSet>
  /** The private keys with which a JWE of this key management may have to be decrypted, the published one first. */
  decryptionKeysFor(management: KeyManagement): Promise<readonly DecryptionKey[]>
}

/** What the ring knew when it last looked, and the settings for which that holds. */
interface View {
  readonly settings: ProviderSettings
  /** How long a token may live that is signed now, milliseconds. */
  readonly tokenLife: number
  readonly loadedAt: number
  /** The store's count of this process's writes when the read began. */
  readonly writes: number
  readonly primary: PrimaryKey | undefined
  readonly records: readonly SigningKeyRecord[]
  readonly jwks: JwkSet
  /** Kinds of keys to which clients encrypt of which there is none yet. */
  readonly missing: readonly EncryptionKeyKind[]
}

/** The ring over the settings' primary key and the stored keys. Generates a key when an algorithm is needed for the first time. */
export function createKeyRing(ports: Ports): KeyRing {
  const { crypto, stores } = ports
  const imported = new Map<string, PrivateKey>()
  const decryptionKeys = decryptionKeySource(crypto)
  const generating = new Map<string, Promise<void>>()
  let view: View | undefined
  let loading: Promise<View> | undefined

  function fresh(): View | undefined {
    return view !== undefined && isFresh(view, ports) ? view : undefined
  }

  async function current(): Promise<View> {
    const known = fresh()
    if (known !== undefined) return known
    loading ??= load().finally(() => {
      loading = undefined
    })
    const loaded = await loading
    // Settings or keys may have changed while they were read.
    return isFresh(loaded, ports) ? loaded : load()
  }

  async function load(): Promise<View> {
    const settings = ports.settings()
    const tokenLife = longestTokenLife(ports)
    const now = ports.clock()
    const primary = await primaryKeyOf(settings, crypto)
    let writes = stores.signingKeys.writes()
    let records = await stores.signingKeys.list(now)
    const isPrimaryWritten = primary !== undefined && (await publishPrimary(primary, tokenLife, records, now))
    if ((await prolongRetiring(tokenLife, records, now)) || isPrimaryWritten) {
      writes = stores.signingKeys.writes()
      records = await stores.signingKeys.list(now)
    }
    const encrypting = encryptionKeysOf(records)
    const missing = encryptionKeyKinds.filter((kind) => !encrypting.some(({ algorithm }) => algorithm === kind.algorithm))
    const jwks = toJwkSet(publishedKeys(primary, records, now), encrypting)
    const unchanged = view !== undefined && JSON.stringify(view.jwks) === JSON.stringify(jwks)
    const shown = unchanged && view !== undefined ? view.jwks : jwks
    const loaded = { settings, tokenLife, loadedAt: now, writes, primary, records, jwks: shown, missing }
    if (writes === stores.signingKeys.writes()) view = loaded
    return loaded
  }

  /** `true`: something was written. */
  async function publishPrimary(
    primary: PrimaryKey,
    tokenLife: number,
    records: readonly SigningKeyRecord[],
    now: number,
  ): Promise<boolean> {
    const stored = records.find((record) => record.kid === primary.key.kid)
    const needed = now + tokenLife + publicationLease / 2
    if (stored !== undefined && (stored.publishedUntil === undefined || stored.publishedUntil >= needed)) return false
    await stores.signingKeys.publish({
      kid: primary.key.kid,
      algorithm: primary.key.algorithm.name,
      publicJwk: primary.publicJwk,
      createdAt: stored?.createdAt ?? now,
      publishedUntil: now + tokenLife + publicationLease,
    })
    return true
  }

  /** Keys that sign until a time set before outlive the tokens of then, also where their life has become longer since. */
  async function prolongRetiring(tokenLife: number, records: readonly SigningKeyRecord[], now: number): Promise<boolean> {
    const tooShort = records.filter(
      ({ retiresAt = 0, publishedUntil = Number.MAX_SAFE_INTEGER }) => retiresAt > now && publishedUntil < retiresAt + tokenLife,
    )
    for (const { sealedPrivatePem: _, retiresAt = 0, ...record } of tooShort) {
      const publishedUntil = retiresAt + tokenLife + publicationLease
      await stores.signingKeys.publish({ ...record, publishedUntil })
    }
    return tooShort.length > 0
  }

  async function keyOf(algorithm: Algorithm): Promise<PrivateKey> {
    const known = find(await current(), algorithm)
    if (known !== undefined) return known
    await generateOnce(algorithm.name, () => newSigningKey(algorithm, ports))
    const made = find(await load(), algorithm)
    if (made === undefined) throw new TypeError(`the ring has no ${algorithm.name} key after it was stored`)
    return made
  }

  function find(seen: View, algorithm: Algorithm): PrivateKey | undefined {
    const found = signingNow(algorithm, seen, ports.clock())
    if (found === undefined || found.kind === 'primary') return found && seen.primary?.key
    return importOnce(found.record.kid, algorithm, found.record.sealedPrivatePem)
  }

  function importOnce(kid: string, algorithm: Algorithm, sealedPem: string): PrivateKey {
    const known = imported.get(kid)
    if (known?.algorithm === algorithm) return known
    const key: PrivateKey = { kid, algorithm, handle: crypto.importPrivateKey(algorithm, crypto.openSealed(sealedPem)).handle }
    imported.set(kid, key)
    return key
  }

  function generateOnce(name: string, make: () => Promise<SigningKeyRecord>): Promise<void> {
    const running = generating.get(name)
    if (running !== undefined) return running
    // Of several processes that come here at once the store lets one win, and all go on with that key.
    const started = make()
      .then((key) => stores.signingKeys.insertIfNone(key))
      .then(() => {})
      .finally(() => generating.delete(name))
    generating.set(name, started)
    return started
  }

  /** The view with a key of each kind to which clients encrypt. */
  async function complete(): Promise<View> {
    const seen = await current()
    if (seen.missing.length === 0) return seen
    await Promise.all(seen.missing.map((kind) => generateOnce(kind.algorithm, () => newEncryptionKey(kind, ports))))
    return load()
  }

  async function keyOfClient(client: Client, algorithm: Algorithm): Promise<PrivateKey> {
    if (algorithm.family !== 'hmac') return keyOf(algorithm)
    return clientSecretKey(client, algorithm, crypto, ports.clock()) ?? keyOf(rs256)
  }

  return {
    keyFor: (client) => keyOfClient(client, idTokenAlgorithm(client, ports)),
    responseKeyFor: (client) =>
      keyOfClient(client, rowOf(client.authorizationSignedResponseAlg ?? chosenAlgorithm(rs256.name, client, ports))),
    keyNamed: (name, client) => keyOfClient(client, rowOf(name)),
    jwks() {
      const known = fresh()
      return known?.missing.length === 0 ? known.jwks : complete().then(({ jwks }) => jwks)
    },
    decryptionKeysFor: async (management) => decryptionKeys((await complete()).records, management),
  }
}

/** Where a client has unsigned ID tokens, everything else that is signed alike has the default of OIDCR-2. */
function idTokenAlgorithm(client: Client, ports: Ports): Algorithm {
  const { idTokenSignedResponseAlg: name } = client
  if (name !== undefined && name !== 'none') return rowOf(name)
  const usual = name === 'none' ? rs256 : algorithmOfSetting(ports.settings().signatureAlgorithm)
  return rowOf(chosenAlgorithm(usual.name, client, ports))
}

function rowOf(name: SigningAlgorithm): Algorithm {
  const algorithm = algorithmNamed(name)
  if (algorithm === undefined) throw new TypeError('a client is stored with an unknown algorithm')
  return algorithm
}

function isFresh(view: View, ports: Ports): boolean {
  const { settings: current, stores, clock } = ports
  if (view.writes !== stores.signingKeys.writes() || Math.abs(clock() - view.loadedAt) >= viewLifetime) return false
  if (view.tokenLife !== longestTokenLife(ports)) return false
  const settings = current()
  return (
    view.settings === settings ||
    (view.settings.signatureKey === settings.signatureKey && view.settings.signatureAlgorithm === settings.signatureAlgorithm)
  )
}
