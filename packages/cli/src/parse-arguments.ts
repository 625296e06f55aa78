import { parseArgs } from 'node:util'
import { type Command, type Flag, type Given, UsageError } from './command.ts'

/** Flags of every command that works on an installation. */
export const commonFlags: Readonly<Record<string, Flag>> = {
  data: { form: 'FOLDER', description: 'Data folder; as LATCHKEY_DATA.' },
  config: { form: 'FILE', description: 'File with options; as LATCHKEY_CONFIG.' },
  url: { form: 'URL', description: 'Issuer; as LATCHKEY_URL.' },
  json: { description: 'Print JSON.' },
  help: { description: 'Print this help.' },
}

/** @throws UsageError naming the argument that is not understood */
export function parseArguments(command: Command, args: readonly string[]): Given {
  const flags = { ...commonFlags, ...command.flags }
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      { type: flag.form === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const },
    ]),
  )
  const { values, positionals } = parse(options, args)
  for (const [name, given] of Object.entries(values)) {
    if ((given?.length ?? 0) > 1 && flags[name]?.isRepeatable !== true) throw new UsageError(`--${name} is given twice`)
  }
  const textsOf = (name: string): readonly string[] => (values[name] ?? []).filter((value) => typeof value === 'string')
  return {
    positionals,
    value: (name) => textsOf(name)[0],
    values: textsOf,
    isSet: (name) => values[name]?.includes(true) === true,
  }
}

function parse(
  options: Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly multiple: true }>>,
  args: readonly string[],
) {
  try {
    const { values, positionals } = parseArgs({ options: { ...options }, args: [...args], allowPositionals: true, strict: true })
    return { values: values as Readonly<Record<string, readonly (string | boolean)[] | undefined>>, positionals }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments are not understood')
  }
}
