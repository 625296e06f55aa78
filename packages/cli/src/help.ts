import type { Command, CommandGroup, Flag } from './command.ts'
import { commonFlags } from './parse-arguments.ts'

const titles: Readonly<Record<CommandGroup, string>> = {
  server: 'Server',
  objects: 'Objects',
  'configuration as code': 'Configuration as code',
  operation: 'Operation',
}

/** Chapters of the help text, in order. */
export const groups = Object.keys(titles) as readonly CommandGroup[]

export function titleOf(group: CommandGroup): string {
  return titles[group]
}

/** Where commands work, in the words of `--help`. */
export const connectionNotes: readonly string[] = [
  'With credentials (--user, --api-key, LATCHKEY_USER, LATCHKEY_TOKEN, or a stored `latchkey login` to the URL) a command works on the server',
  'at --url or LATCHKEY_URL; without them on the database of this machine, a running server having every change within a second.',
]

/** The list of commands. */
export function overview(commands: readonly Pick<Command, 'name' | 'summary' | 'group'>[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'Usage: latchkey COMMAND [options]',
    ...groups.flatMap((group) => [
      '',
      `${titles[group]}:`,
      ...commands
        .filter((command) => command.group === group)
        .map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    ]),
    '',
    ...connectionNotes,
    '',
    '`latchkey COMMAND --help` tells more. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.',
  ].join('\n')
}

export function helpOf(command: Command): string {
  const { summary, notes = [], examples = [], flags } = command
  return [
    `Usage: ${usageOf(command)}`,
    '',
    summary,
    ...notes,
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...examples.map((example) => `  ${example}`)]),
    ...(Object.keys(flags).length === 0 ? [] : ['', 'Options:', ...describeFlags(flags)]),
    '',
    command.place === 'anywhere' ? 'Where it works, and other options:' : 'Other options:',
    ...describeFlags(commonFlags(command)),
    ...(command.place === 'anywhere' ? ['', ...connectionNotes] : []),
  ].join('\n')
}

export function usageOf({ name, positionals = '' }: Pick<Command, 'name' | 'positionals'>): string {
  return `latchkey ${name}${positionals === '' ? '' : ` ${positionals}`} [options]`
}

/** A flag as it is typed. */
export function flagText(name: string, { form, short }: Flag): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${form === undefined ? '' : `=${form}`}`
}

function describeFlags(flags: Readonly<Record<string, Flag>>): readonly string[] {
  const rows = Object.entries(flags).map(([name, flag]) => ({
    left: flagText(name, flag),
    right: `${flag.description}${flag.isRepeatable === true ? ' Repeatable.' : ''}`,
  }))
  const width = Math.max(...rows.map(({ left }) => left.length))
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`)
}
