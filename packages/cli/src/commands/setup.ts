import type { Command } from '../command.ts'

/** Prints a new set-up link. */
export const setup: Command = {
  name: 'setup',
  group: 'server',
  place: 'local',
  summary: 'Print a new set-up link, as long as there is no administrator; older ones stop working.',
  flags: {},
  async run({ isJson, open, print, complain }) {
    const link = await (await open()).newSetupLink()
    if (link === undefined) {
      complain('There is an administrator already. To restore one, start the server with LATCHKEY_ADMIN=name:password.')
      return 1
    }
    print(isJson ? JSON.stringify({ url: link.url }) : link.url)
    return 0
  },
}
