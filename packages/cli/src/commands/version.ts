import type { Command } from '../command.ts'

/** Prints the version. */
export const version: Command = {
  name: 'version',
  group: 'server',
  place: 'nowhere',
  summary: 'Print the version.',
  flags: {},
  async run({ isJson, print }) {
    const { version: number } = await import('@latchkey/server')
    print(isJson ? JSON.stringify({ version: number }) : number)
    return 0
  },
}
