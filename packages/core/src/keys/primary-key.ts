import { calculateJwkThumbprint } from 'jose'
import type { CryptoPort, PrivateKey } from '../ports/crypto.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import { algorithmOfSetting, type SettingsAlgorithm } from './algorithms.ts'

/** The key pair of the settings: `signatureAlgorithm` and `signatureKey`. */
export interface PrimaryKey {
  readonly key: PrivateKey
  readonly publicJwk: Readonly<Record<string, string>>
}

interface Loaded {
  readonly setting: SettingsAlgorithm
  readonly pem: string
  readonly primary: Promise<PrimaryKey | undefined>
}

/** One entry per implementation, replaced when the settings' values change: a PEM is parsed once, not per request. */
const lastLoaded = new WeakMap<CryptoPort, Loaded>()

/**
 * The primary key of these settings; `undefined` for `hs*`, where each client's own secret signs (OIDCC-10.1).
 * @throws Error when the PEM does not parse or does not fit, which validation of the settings excludes.
 */
export function primaryKeyOf(settings: ProviderSettings, crypto: CryptoPort): Promise<PrimaryKey | undefined> {
  const last = lastLoaded.get(crypto)
  if (last !== undefined && last.setting === settings.signatureAlgorithm && last.pem === settings.signatureKey)
    return last.primary
  const primary = load(settings, crypto)
  lastLoaded.set(crypto, { setting: settings.signatureAlgorithm, pem: settings.signatureKey, primary })
  return primary
}

async function load(settings: ProviderSettings, crypto: CryptoPort): Promise<PrimaryKey | undefined> {
  const algorithm = algorithmOfSetting(settings.signatureAlgorithm)
  if (algorithm.family === 'hmac') return undefined
  const { handle, publicJwk } = crypto.importPrivateKey(algorithm, settings.signatureKey)
  const kid = await calculateJwkThumbprint(publicJwk)
  return { key: { kid, algorithm, handle }, publicJwk }
}
