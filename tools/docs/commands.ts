import type { Command, Flag } from '../../packages/cli/src/command.ts'
import { commands, serveCommand } from '../../packages/cli/src/command-table.ts'
import { connectionNotes, flagText, groups, titleOf, usageOf } from '../../packages/cli/src/help.ts'
import { commonFlags } from '../../packages/cli/src/parse-arguments.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

/** The command line. */
export function commandReference(): ReferenceFile {
  const chapters = groups.map((group) => {
    const own = commands.filter((command) => command.group === group).map(commandText)
    const serve =
      serveCommand.group === group ? [`### latchkey serve\n\n${serveCommand.summary} See [options](options.md).\n`] : []
    return `## ${titleOf(group)}\n\n${[...serve, ...own].join('\n')}`
  })
  return {
    path: 'command-line.md',
    text: `${head(
      'Command line',
      `${connectionNotes.join(' ')}\n\nExit codes: 0 done, 1 refused or failed, 2 wrong usage. \`latchkey COMMAND --help\` says the same as this page.`,
    )}${chapters.join('\n')}`,
  }
}

function commandText(command: Command): string {
  const { name, summary, notes = [], examples = [], flags } = command
  const parts = [
    `### latchkey ${name}`,
    `\`${usageOf(command)}\``,
    [summary, ...notes].join(' '),
    ...(examples.length === 0 ? [] : [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``]),
    flagTable({ ...flags, ...commonFlags(command) }),
  ]
  return `${parts.join('\n\n')}\n`
}

function flagTable(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, flag]) => [
    `\`${flagText(name, flag)}\``,
    `${flag.description}${flag.isRepeatable === true ? ' Repeatable.' : ''}`,
  ])
  return table(['Option', 'Meaning'], rows)
}
