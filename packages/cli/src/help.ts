import type { Command, Flag } from './command.ts'
import { commonFlags } from './parse-arguments.ts'

/** The list of commands. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'Usage: latchkey COMMAND [options]',
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    '`latchkey COMMAND --help` tells more. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.',
  ].join('\n')
}

export function helpOf(command: Command): string {
  const { name, positionals = '', summary, notes = [], flags } = command
  return [
    `Usage: latchkey ${name}${positionals === '' ? '' : ` ${positionals}`} [options]`,
    '',
    summary,
    ...notes,
    '',
    'Options:',
    ...describeFlags({ ...flags, ...commonFlags }),
  ].join('\n')
}

function describeFlags(flags: Readonly<Record<string, Flag>>): readonly string[] {
  const rows = Object.entries(flags).map(([name, flag]) => ({
    left: `--${name}${flag.form === undefined ? '' : `=${flag.form}`}`,
    right: `${flag.description}${flag.isRepeatable === true ? ' Repeatable.' : ''}`,
  }))
  const width = Math.max(...rows.map(({ left }) => left.length))
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`)
}
