import { parseArgs } from 'node:util'
import { type Command, type Flag, type Given, type Place, UsageError } from './command.ts'

const url: Flag = { form: 'URL', description: 'Address of the server; as LATCHKEY_URL.' }

/** Flags that say where management is. */
const remoteFlags: Readonly<Record<string, Flag>> = {
  url,
  user: { form: 'NAME', description: 'Sign in with name and password; as LATCHKEY_USER.' },
  password: { form: 'TEXT', description: 'Better LATCHKEY_PASSWORD, or typed when asked: others see a command line.' },
  'api-key': { form: 'TOKEN', description: 'API key or access token; as LATCHKEY_TOKEN.' },
  insecure: { short: 'k', description: 'Accept any TLS certificate.' },
  local: { description: 'Work on the database of this machine, whatever credentials there are.' },
}

const localFlags: Readonly<Record<string, Flag>> = {
  data: { form: 'FOLDER', description: 'Data folder of this machine; as LATCHKEY_DATA.' },
  config: { form: 'FILE', description: 'File with start-up options; as LATCHKEY_CONFIG.' },
}

const everywhere: Readonly<Record<string, Flag>> = {
  json: { description: 'Print JSON.' },
  'no-color': { description: 'No colours; as NO_COLOR.' },
  verbose: { description: 'Say on standard error where the command works.' },
  help: { short: 'h', description: 'Print this help.' },
}

const flagsOf: Readonly<Record<Place, Readonly<Record<string, Flag>>>> = {
  anywhere: { ...remoteFlags, ...localFlags },
  local: {
    ...localFlags,
    url: { form: 'URL', description: 'Issuer; as LATCHKEY_URL.' },
    local: { description: 'Work on the database of this machine, although there are credentials for a server.' },
  },
  server: { url, insecure: { short: 'k', description: 'Accept any TLS certificate.' } },
  nowhere: {},
}

/** Flags that a command has beside its own. */
export function commonFlags(command: Pick<Command, 'place'>): Readonly<Record<string, Flag>> {
  return { ...flagsOf[command.place], ...everywhere }
}

/** @throws UsageError naming the argument that is not understood */
export function parseArguments(command: Command, args: readonly string[]): Given {
  const flags: Readonly<Record<string, Flag>> = { ...commonFlags(command), ...command.flags }
  const hidden = command.takesJson === true ? { 'json-value': { form: 'OBJECT', description: '' } } : {}
  const options = Object.fromEntries(
    Object.entries<Flag>({ ...flags, ...hidden }).map(([name, { form, short }]) => [
      name,
      { type: form === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const, ...(short && { short }) },
    ]),
  )
  const { values, positionals } = parse(options, command.takesJson === true ? withJsonValues(args) : args)
  for (const [name, given] of Object.entries(values)) {
    if ((given?.length ?? 0) > 1 && flags[name]?.isRepeatable !== true) {
      throw new UsageError(`--${name.replace('-value', '')} is given twice`)
    }
  }
  const textsOf = (name: string): readonly string[] => (values[name] ?? []).filter((value) => typeof value === 'string')
  return {
    positionals,
    value: (name) => textsOf(name)[0],
    values: textsOf,
    isSet: (name) => values[name]?.includes(true) === true,
  }
}

/** `--json` before an object is its value; alone it is the switch that all commands have. */
function withJsonValues(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  return args.flatMap((arg, index) => {
    if (end !== -1 && index > end) return [arg]
    if (arg.startsWith('--json=')) return [`--json-value=${arg.slice('--json='.length)}`]
    const before = args[index - 1]
    if (before === '--json' && isObjectText(arg)) return []
    return arg === '--json' && isObjectText(args[index + 1]) ? [`--json-value=${args[index + 1]}`] : [arg]
  })
}

function isObjectText(text: string | undefined): boolean {
  return text !== undefined && /^\s*\{/.test(text)
}

function parse(
  options: Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly multiple: true; readonly short?: string }>>,
  args: readonly string[],
) {
  const letters = new Set(Object.values(options).map(({ short }) => short))
  try {
    const { values, positionals } = parseArgs({
      options: { ...options },
      args: args.map((arg) => (isDashedWord(arg, letters) ? wordMark + arg : arg)),
      allowPositionals: true,
      strict: true,
    })
    const read = Object.entries(values as Readonly<Record<string, readonly (string | boolean)[] | undefined>>)
    return {
      values: Object.fromEntries(
        read.map(([name, given]) => [name, given?.map((v) => (typeof v === 'string' ? unmarked(v) : v))]),
      ),
      positionals: positionals.map(unmarked),
    }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments are not understood')
  }
}

/** No argument of a process can hold this character, so it can mark what is to be read as a word. */
const wordMark = '\0'

/** Whether `arg` is a word that begins with a dash, as a `kid` can (one in 64 does), not switches such as `-k`. */
function isDashedWord(arg: string, letters: ReadonlySet<string | undefined>): boolean {
  return /^-[^-]./.test(arg) && ![...arg.slice(1)].every((letter) => letters.has(letter))
}

function unmarked(word: string): string {
  return word.startsWith(wordMark) ? word.slice(1) : word
}
