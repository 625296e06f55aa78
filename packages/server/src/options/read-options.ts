import { readFileSync } from 'node:fs'
import { parseConfigFile } from './config-file.ts'
import { configOption, declarations, type StartOptions } from './declarations.ts'
import { type Mistake, type Option, Refused, StartRefused } from './option.ts'
import { checkTogether } from './together.ts'

export interface OptionSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Arguments after `serve`: `--listen=ADDRESS:PORT` or `--listen ADDRESS:PORT`. */
  readonly args: readonly string[]
}

interface Given {
  readonly text: string
  /** As the person wrote it. */
  readonly name: string
}

const all: readonly (readonly [string, Option<unknown>])[] = Object.entries(declarations)
/** Set by the project's own tests in the environment of their processes. */
const testPrefix = 'LATCHKEY_TEST_'

/**
 * The options of a start: flags over environment over configuration file over defaults. An empty value counts as not given.
 * @throws StartRefused with every mistake at once.
 */
export function readOptions(sources: OptionSources): StartOptions {
  const mistakes: Mistake[] = []
  const flags = readFlags(sources.args, mistakes)
  const environment = readEnvironment(sources.environment, mistakes)
  const file = readFile(flags.get(configOption.variable) ?? environment.get(configOption.variable), mistakes)
  const parsed: Record<string, unknown> = {}
  const names: Record<string, string> = {}
  for (const [key, option] of all) {
    const given = flags.get(option.variable) ?? environment.get(option.variable) ?? file.get(option.variable)
    names[key] = given?.name ?? option.variable
    const text = given?.text ?? option.default
    if (text === undefined) continue
    try {
      parsed[key] = option.parse(text)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const value = option.sensitive === true ? option.shown?.(text) : withoutCredentials(text)
      mistakes.push({ name: names[key], ...(value === undefined ? {} : { value }), remedy: error.message })
    }
  }
  const options = parsed as unknown as StartOptions
  checkTogether(options, names, mistakes)
  if (mistakes.length > 0) throw new StartRefused(mistakes)
  return options
}

function readFlags(args: readonly string[], mistakes: Mistake[]): Map<string, Given> {
  const found = new Map<string, Given>()
  const known: readonly { readonly flag: string; readonly variable: string; readonly sensitive?: true }[] = [
    ...all.map(([, option]) => option),
    configOption,
  ]
  for (let index = 0; index < args.length; index += 1) {
    const [, flag, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(args[index] ?? '') ?? []
    const option = known.find((candidate) => candidate.flag === flag)
    if (option === undefined) {
      mistakes.push({ name: args[index] ?? '', remedy: 'is not an option of serve; see `latchkey serve --help`' })
      continue
    }
    const name = `--${option.flag}`
    if (inline === undefined) index += 1
    const text = inline ?? args[index]
    if (option.sensitive === true) {
      mistakes.push({ name, remedy: `is visible to others on a command line; set ${option.variable} or write it to the file` })
    } else if (text === undefined) {
      mistakes.push({ name, remedy: 'needs a value' })
    } else if (found.has(option.variable)) {
      mistakes.push({ name, remedy: 'is given twice' })
    } else {
      found.set(option.variable, { text, name })
    }
  }
  return found
}

function readEnvironment(environment: OptionSources['environment'], mistakes: Mistake[]): Map<string, Given> {
  const found = new Map<string, Given>()
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('LATCHKEY_') || name.startsWith(testPrefix) || text === undefined) continue
    if (!isKnown(name)) mistakes.push({ name, remedy: `is not an option${suggestion(name)}` })
    else if (text !== '') found.set(name, { text, name })
  }
  return found
}

function readFile(path: Given | undefined, mistakes: Mistake[]): Map<string, Given> {
  const found = new Map<string, Given>()
  if (path === undefined) return found
  try {
    for (const [name, text] of parseConfigFile(readFileSync(path.text, 'utf8'))) {
      const shown = `${name} (in ${path.text})`
      if (!isKnown(name) || name === configOption.variable) {
        mistakes.push({ name: shown, remedy: `is not an option${suggestion(name)}` })
      } else if (text !== '') {
        found.set(name, { text, name: shown })
      }
    }
  } catch (error) {
    const remedy = error instanceof Refused ? error.message : 'must name a file that can be read'
    mistakes.push({ name: path.name, value: path.text, remedy })
  }
  return found
}

/** An address is shown without the name and password that do not belong in it. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, '//***@')
}

function isKnown(name: string): boolean {
  return name === configOption.variable || all.some(([, option]) => option.variable === name)
}

/** The option that was probably meant: the one that shares the longest beginning. */
function suggestion(name: string): string {
  const meant = all
    .map(([, option]) => ({ variable: option.variable, shared: sharedLength(option.variable, name) }))
    .filter((candidate) => candidate.shared > 'LATCHKEY_'.length + 1)
    .sort((a, b) => b.shared - a.shared)[0]
  return meant === undefined ? '; see `latchkey serve --help`' : `; did you mean ${meant.variable}?`
}

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
