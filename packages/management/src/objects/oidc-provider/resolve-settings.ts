import { algorithmOfSetting, type CryptoPort, type ProviderSettings } from '@latchkey/core'
import type { SecretSources } from '../../contract.ts'
import type { Finding } from '../../declarations/finding.ts'
import { mask } from '../../declarations/parse-scalar.ts'
import type { OidcProviderDocument } from './document.ts'
import { resolveSecret } from './secret-source.ts'

export interface SettingsPorts {
  readonly crypto: Pick<CryptoPort, 'importPrivateKey'>
  readonly sources: SecretSources
}

/** Settings that can be in force, or all that hinders it; the sentences hold no secret. */
export type ResolvedSettings = { readonly settings: ProviderSettings } | { readonly findings: readonly Finding[] }

const none: ReadonlySet<never> = new Set<never>()

/**
 * Reads the secrets from where they come from, now, and checks that the signature key fits the algorithm.
 * @param touched The fields that are being changed: a key that does not fit is reported on what was changed.
 */
export function resolveSettings(
  { crypto, sources }: SettingsPorts,
  document: OidcProviderDocument,
  touched: ReadonlySet<string> = none,
): ResolvedSettings {
  const findings: Finding[] = []
  const read = (name: 'encryptionKey' | 'signatureKey'): string | undefined => {
    const secret = resolveSecret(document[name], sources)
    if (typeof secret === 'string') return secret
    findings.push(invalid(name, secret.value, secret.text))
    return undefined
  }
  const encryptionKey = read('encryptionKey')
  const signatureKey = read('signatureKey')
  if (signatureKey !== undefined) findings.push(...checkKeyFits(crypto, document, signatureKey, touched))
  if (encryptionKey === undefined || signatureKey === undefined || findings.length > 0) return { findings }
  return { settings: Object.freeze({ ...document, encryptionKey, signatureKey }) }
}

/** OIDCC-10.1: an `hs*` algorithm signs with secrets of the clients, so any text will do. */
function checkKeyFits(
  crypto: SettingsPorts['crypto'],
  { signatureAlgorithm }: OidcProviderDocument,
  signatureKey: string,
  touched: ReadonlySet<string>,
): readonly Finding[] {
  const algorithm = algorithmOfSetting(signatureAlgorithm)
  if (algorithm.family === 'hmac') return []
  try {
    crypto.importPrivateKey(algorithm, signatureKey)
    return []
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : 'The key cannot be used.'
    if (!touched.has('signatureAlgorithm') || touched.has('signatureKey')) return [invalid('signatureKey', mask, text)]
    return [invalid('signatureAlgorithm', signatureAlgorithm, `${text} Change signatureKey in the same update.`)]
  }
}

function invalid(property: string, value: string, text: string): Finding {
  return { error: { type: 'Invalid', property, value }, sentence: `${property}: ${text}` }
}
