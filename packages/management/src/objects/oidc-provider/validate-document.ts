import { algorithmOfSetting, type CryptoPort, type ProviderSettings } from '@latchkey/core'
import type { SecretSources, SetError, ValidationError } from '../../contract.ts'
import type { OidcProviderDocument, PatchedDocument } from './document.ts'
import { type Field, type FieldName, fields, type SecretField } from './fields.ts'
import { isComplete, mask, missingMember, resolveSecret } from './secret-source.ts'

export interface ValidDocument {
  readonly document: OidcProviderDocument
  readonly settings: ProviderSettings
}

/** All that is wrong with a document; `sentences` explain it to the administrator, without any secret. */
export class InvalidDocument extends Error {
  readonly errors: readonly ValidationError[]

  constructor(errors: readonly ValidationError[], sentences: readonly string[]) {
    super(sentences.join(' '))
    this.name = 'InvalidDocument'
    this.errors = errors
  }

  toSetError(): SetError {
    return { type: 'validationFailed', validationErrors: this.errors, description: this.message }
  }
}

/**
 * Checks ranges, that secrets are there and readable now, and that the signature key fits the algorithm; resolves the secrets.
 * @param touched The fields that are being changed: a key that does not fit is reported on what was changed.
 * @throws InvalidDocument with every mistake
 */
export function validateDocument(
  ports: { readonly crypto: CryptoPort; readonly sources: SecretSources },
  document: PatchedDocument,
  touched: ReadonlySet<FieldName>,
): ValidDocument {
  const findings: Finding[] = fields.flatMap((field) => checkRange(field, document[field.name]))
  const encryptionKey = checkSecret(secretField('encryptionKey'), document.encryptionKey, ports.sources, findings)
  const signatureKey = checkSecret(secretField('signatureKey'), document.signatureKey, ports.sources, findings)
  if (signatureKey !== undefined) findings.push(...checkKeyFits(ports.crypto, document, signatureKey, touched))
  const complete = completeDocument(document)
  if (findings.length > 0 || encryptionKey === undefined || signatureKey === undefined || complete === undefined) {
    throw new InvalidDocument(
      findings.map(({ error }) => error),
      findings.map(({ sentence }) => sentence),
    )
  }
  return { document: complete, settings: Object.freeze({ ...complete, encryptionKey, signatureKey }) }
}

interface Finding {
  readonly error: ValidationError
  readonly sentence: string
}

function checkRange(field: Field, value: unknown): readonly Finding[] {
  if (typeof value !== 'number') return []
  const { name } = field
  if ('min' in field && value < field.min) {
    return [
      { error: { type: 'MinValue', property: name, required: field.min }, sentence: `${name} must be at least ${field.min}.` },
    ]
  }
  if ('max' in field && value > field.max) {
    return [
      { error: { type: 'MaxValue', property: name, required: field.max }, sentence: `${name} must be at most ${field.max}.` },
    ]
  }
  return []
}

function checkSecret(
  field: SecretField,
  source: PatchedDocument['encryptionKey'],
  sources: SecretSources,
  findings: Finding[],
): string | undefined {
  if (source === undefined || !isComplete(source)) {
    const property = (source && missingMember(field, source)) ?? field.name
    findings.push({ error: { type: 'Required', property }, sentence: `${property} is required.` })
    return undefined
  }
  const secret = resolveSecret(source, sources)
  if (typeof secret === 'string') return secret
  findings.push({
    error: { type: 'Invalid', property: field.name, value: secret.value },
    sentence: `${field.name}: ${secret.text}`,
  })
  return undefined
}

/** OIDCC-10.1: an `hs*` algorithm signs with secrets of the clients, so any text will do. */
function checkKeyFits(
  crypto: CryptoPort,
  { signatureAlgorithm }: PatchedDocument,
  signatureKey: string,
  touched: ReadonlySet<FieldName>,
): readonly Finding[] {
  const algorithm = algorithmOfSetting(signatureAlgorithm)
  if (algorithm.family === 'hmac') return []
  try {
    crypto.importPrivateKey(algorithm, signatureKey)
    return []
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : 'The key cannot be used.'
    const onAlgorithm = touched.has('signatureAlgorithm') && !touched.has('signatureKey')
    const property = onAlgorithm ? 'signatureAlgorithm' : 'signatureKey'
    return [
      {
        error: { type: 'Invalid', property, value: onAlgorithm ? signatureAlgorithm : mask },
        sentence: onAlgorithm ? `${property}: ${text} Change signatureKey in the same update.` : `${property}: ${text}`,
      },
    ]
  }
}

function completeDocument(document: PatchedDocument): OidcProviderDocument | undefined {
  const { encryptionKey, signatureKey } = document
  if (encryptionKey === undefined || signatureKey === undefined) return undefined
  if (!isComplete(encryptionKey) || !isComplete(signatureKey)) return undefined
  return { ...document, encryptionKey, signatureKey }
}

function secretField(name: 'encryptionKey' | 'signatureKey'): SecretField {
  const field = fields.find((row) => row.name === name)
  if (field === undefined || !('inline' in field)) throw new TypeError(`${name} is not declared as a secret`)
  return field
}
