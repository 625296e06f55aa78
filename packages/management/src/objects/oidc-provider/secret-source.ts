import type { SecretSources } from '../../contract.ts'
import type { SecretField } from './fields.ts'
import { InvalidPatch } from './invalid-patch.ts'

/** Where a secret comes from, in its wire form. */
export type SecretSource =
  | { readonly '@type': 'Value' | 'Text'; readonly secret: string }
  | { readonly '@type': 'EnvironmentVariable'; readonly variableName: string }
  | { readonly '@type': 'File'; readonly filePath: string }

/** Stands for a secret on output. Sent back it means: unchanged. */
export const mask = '****'

/** The member that each variant has besides `@type`. */
const members: ReadonlyMap<string, string> = new Map([
  ['Value', 'secret'],
  ['Text', 'secret'],
  ['EnvironmentVariable', 'variableName'],
  ['File', 'filePath'],
])

/** A variant whose member is missing: found by the validation of the whole object, which says so. */
export type PartialSecretSource = SecretSource | { readonly '@type': SecretSource['@type'] }

/**
 * A whole variant from the wire.
 * @param current What the field holds now: a mask takes its secret over.
 * @throws InvalidPatch
 */
export function parseSecretSource(
  field: SecretField,
  value: unknown,
  current: PartialSecretSource | undefined,
): PartialSecretSource {
  const type = isObject(value) ? value['@type'] : undefined
  if (!isObject(value) || !isVariant(field, type)) {
    throw new InvalidPatch("Missing or invalid '@type' property in object", field.name)
  }
  let source: PartialSecretSource = { '@type': type }
  for (const [member, text] of Object.entries(value)) {
    if (member === '@type') continue
    if (text === mask && member === 'secret') {
      if (current !== undefined && current['@type'] === type) source = current
      continue
    }
    source = withMember(field, source, member, text)
  }
  return source
}

/**
 * A variant with one member changed, the variant itself kept.
 * @throws InvalidPatch
 */
export function withMember(field: SecretField, source: PartialSecretSource, member: string, value: unknown): PartialSecretSource {
  const pointer = `${field.name}/${member}`
  if (member === '@type') {
    if (value === source['@type']) return source
    throw new InvalidPatch("Missing or invalid '@type' property in object", field.name)
  }
  if (member !== members.get(source['@type'])) throw new InvalidPatch('Invalid key for object', pointer)
  if (typeof value !== 'string' || value === '') throw new InvalidPatch('Invalid value for property.', pointer)
  switch (source['@type']) {
    case 'Value':
    case 'Text':
      return value === mask ? source : { '@type': source['@type'], secret: value }
    case 'EnvironmentVariable':
      return { '@type': 'EnvironmentVariable', variableName: value }
    case 'File':
      return { '@type': 'File', filePath: value }
  }
}

/** The pointer of the member that is missing; `undefined` for a complete variant. */
export function missingMember(field: SecretField, source: PartialSecretSource): string | undefined {
  return isComplete(source) ? undefined : `${field.name}/${members.get(source['@type'])}`
}

/** Whether a variant has its member. */
export function isComplete(source: PartialSecretSource): source is SecretSource {
  return 'secret' in source || 'variableName' in source || 'filePath' in source
}

/** Wire form without the secret; names of variables and files are shown. */
export function maskSecretSource(source: SecretSource): Readonly<Record<string, string>> {
  return 'secret' in source ? { '@type': source['@type'], secret: mask } : { ...source }
}

/** Why a secret cannot be read: `value` names the variable or the file, `text` is a sentence with the remedy. */
export interface UnreadableSecret {
  readonly value: string
  readonly text: string
}

/** The secret itself. A file is read now and trimmed at its end; an empty text counts as unreadable. */
export function resolveSecret(source: SecretSource, sources: SecretSources): string | UnreadableSecret {
  switch (source['@type']) {
    case 'Value':
    case 'Text':
      return source.secret
    case 'EnvironmentVariable': {
      const text = sources.environment(source.variableName)
      if (text !== undefined && text !== '') return text
      const state = text === undefined ? 'is not set' : 'is empty'
      return {
        value: source.variableName,
        text: `The environment variable ${source.variableName} ${state}; set it for the server's process.`,
      }
    }
    case 'File':
      return readSecretFile(source.filePath, sources)
  }
}

function readSecretFile(path: string, sources: SecretSources): string | UnreadableSecret {
  let text: string
  try {
    text = sources.readFile(path).trimEnd()
  } catch {
    return { value: path, text: `The file ${path} cannot be read; it must exist and be readable for the server's user.` }
  }
  return text === '' ? { value: path, text: `The file ${path} is empty; write the secret into it.` } : text
}

function isVariant(field: SecretField, type: unknown): type is SecretSource['@type'] {
  return type === field.inline || type === 'EnvironmentVariable' || type === 'File'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
