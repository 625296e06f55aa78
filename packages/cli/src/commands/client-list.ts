import { type Client, isConfidential } from '@latchkey/server'
import type { Command } from '../command.ts'
import { pageFlags, printNext, readPage } from '../pages.ts'
import { dayOf, table } from '../table.ts'

/** Lists the applications. */
export const clientList: Command = {
  name: 'client list',
  group: 'server',
  place: 'local',
  summary: 'List the applications, ordered by their ids.',
  flags: pageFlags('CLIENT_ID'),
  async run({ given, isJson, open, print, complain }) {
    const latchkey = await open()
    const { rows, isCut } = await readPage(given, (page) => latchkey.listClients(page))
    const next = isCut ? rows.at(-1)?.clientId : undefined
    if (isJson) {
      print(JSON.stringify({ clients: rows.map(shownMembers), next }))
      return 0
    }
    if (rows.length === 0) {
      print(given.value('after') === undefined ? 'No applications yet: `latchkey client create` registers one.' : 'No more.')
      return 0
    }
    const heads = ['CLIENT ID', 'NAME', 'KIND', 'REGISTERED BY', 'CREATED', 'REDIRECT URIS']
    for (const line of table(heads, rows.map(cellsOf))) print(line)
    if (next !== undefined) printNext({ print, complain }, 'latchkey client list', next)
    return 0
  },
}

function kindOf(client: Client): string {
  return isConfidential(client) ? 'confidential' : 'public'
}

function cellsOf(client: Client): readonly string[] {
  const { clientId, name = '', origin, createdAt, redirectUris } = client
  const by = origin === 'dynamic' ? 'itself' : origin
  return [clientId, name, kindOf(client), by, dayOf(createdAt), redirectUris.join(' ')]
}

/** Everything but secrets, sealed or not. */
function shownMembers(client: Client): Readonly<Record<string, unknown>> {
  const { secrets: _secrets, registrationToken: _token, ...members } = client
  return { ...members, public: !isConfidential(client) }
}
