import type { SchemaDocument } from '@latchkey/management/schema'
import type { Command } from '../command.ts'
import { describableNames } from '../commands/describe.ts'
import { allProperties, findKind, kindsOf, variantsOf } from '../objects/kind.ts'
import { canonical } from '../objects/nearest-names.ts'
import { commonFlags } from '../parse-arguments.ts'

/** What may stand at the end of a command line that was typed up to there. */
export interface Candidates {
  readonly words: readonly string[]
  /** Names of files, too. */
  readonly files: boolean
}

const nothing: Candidates = { words: [], files: false }

/**
 * Completes a command line.
 * @param words after `latchkey`; the last one is what is being typed, perhaps empty
 * @param readSchema the schema document, where objects and fields are completed
 */
export async function candidates(
  commands: readonly Pick<Command, 'name' | 'flags' | 'place' | 'completes'>[],
  words: readonly string[],
  readSchema: () => Promise<SchemaDocument>,
): Promise<Candidates> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = commands.find(({ name }) => name === before.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) return matching(firstWords(commands, before), typed)
  const rest = before.slice(command.name.split(' ').length)
  const flags = { ...command.flags, ...commonFlags(command) }
  const flag = /^--([^=]+)$/.exec(rest.at(-1) ?? '')?.[1]
  if (flag !== undefined && flags[flag]?.form !== undefined) return flagValue(command, flag, rest, typed, readSchema)
  if (typed.startsWith('-'))
    return matching(
      Object.keys(flags).map((name) => `--${name}`),
      typed,
    )
  return positional(command, rest, typed, readSchema)
}

function firstWords(commands: readonly Pick<Command, 'name'>[], before: readonly string[]): readonly string[] {
  if (before.length === 0) return [...new Set(['help', 'serve', ...commands.map(({ name }) => name.split(' ')[0] ?? '')])]
  const start = `${before.join(' ')} `
  return commands.filter(({ name }) => name.startsWith(start)).map(({ name }) => name.slice(start.length))
}

async function flagValue(
  { name }: Pick<Command, 'name'>,
  flag: string,
  rest: readonly string[],
  typed: string,
  readSchema: () => Promise<SchemaDocument>,
): Promise<Candidates> {
  if (['file', 'config', 'output', 'data'].includes(flag)) return { words: [], files: true }
  if (!['field', 'fields', 'where', 'sort'].includes(flag)) return nothing
  const schema = await readSchema()
  const object = name.startsWith('audit') ? 'AuditEvent' : positionalsOf(rest)[0]
  if (object === undefined) return nothing
  return flag === 'field' ? fieldValues(schema, object, typed) : matching(fieldNames(schema, object), typed)
}

/** `name=`, and behind it the values that an enum or a boolean has. */
function fieldValues(schema: SchemaDocument, object: string, typed: string): Candidates {
  const [, name] = /^([^=]+)=/.exec(typed) ?? []
  if (name === undefined)
    return matching(
      fieldNames(schema, object).map((field) => `${field}=`),
      typed,
    )
  const kind = kindOf(schema, object)
  const found = Object.entries(allProperties(kind?.variants ?? [])).find(([field]) => canonical(field) === canonical(name))
  const type = found?.[1].type
  const values =
    type?.type === 'enum'
      ? (schema.enums[type.enumName] ?? []).map((each) => each.name)
      : type?.type === 'boolean'
        ? ['true', 'false']
        : []
  return matching(
    values.map((value) => `${name}=${value}`),
    typed,
  )
}

async function positional(
  command: Pick<Command, 'completes'>,
  rest: readonly string[],
  typed: string,
  readSchema: () => Promise<SchemaDocument>,
): Promise<Candidates> {
  const count = positionalsOf(rest).length
  switch (command.completes) {
    case 'file':
      return { words: [], files: count === 0 }
    case 'shell':
      return count === 0 ? matching(['bash', 'zsh', 'fish'], typed) : nothing
    case 'object':
      return count === 0 ? objectNames(await readSchema(), typed) : nothing
    case 'objects':
      return objectNames(await readSchema(), typed)
    case 'any-name':
      return count === 0 ? matching(describableNames(await readSchema()), typed) : nothing
    default:
      return nothing
  }
}

/** Names as they are typed: in kebab case, unless the word began otherwise. */
function objectNames(schema: SchemaDocument, typed: string): Candidates {
  const names = kindsOf(schema).flatMap(({ shortName, variants, name }) => [
    shortName,
    ...variantsOf(schema, name).flatMap((variant) =>
      variant.name === undefined || variants.length < 2 ? [] : `${shortName}/${variant.name}`,
    ),
  ])
  const spelled = /^[A-Z]/.test(typed) ? names : names.map(toKebabCase)
  return matching(spelled, typed)
}

/** `OAuthClient` as `oauth-client`. */
function toKebabCase(name: string): string {
  return name
    .replace(/^OAuth/, 'Oauth')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
}

function fieldNames(schema: SchemaDocument, object: string): readonly string[] {
  return Object.keys(allProperties(kindOf(schema, object)?.variants ?? []))
}

function kindOf(schema: SchemaDocument, object: string) {
  try {
    return findKind(schema, object).kind
  } catch {
    return undefined
  }
}

/** Words that are neither flags nor, as far as can be told, their values. */
function positionalsOf(rest: readonly string[]): readonly string[] {
  return rest.filter(
    (word, index) => !word.startsWith('-') && !/^--(?!json$|stdin$|local$|insecure$|verbose$)[^=]+$/.test(rest[index - 1] ?? ''),
  )
}

function matching(words: readonly string[], typed: string): Candidates {
  return { words: words.filter((word) => word.startsWith(typed)).sort(), files: false }
}
