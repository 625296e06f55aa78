import type { Account } from '@latchkey/server'
import type { Command } from '../command.ts'
import { pageFlags, printNext, readPage } from '../pages.ts'
import { dayOf, table } from '../table.ts'

/** Lists the people. */
export const accountList: Command = {
  name: 'account list',
  group: 'server',
  place: 'local',
  summary: 'List the people who can sign in, or who wait to be approved, ordered by their user names.',
  notes: ['`latchkey account approve` approves of one who waits.'],
  flags: {
    waiting: { description: 'Only accounts that people created for themselves and that wait for approval.' },
    ...pageFlags('USERNAME'),
  },
  async run({ given, isJson, open, print, complain }) {
    const latchkey = await open()
    const isWaiting = given.isSet('waiting')
    const { rows, isCut } = await readPage(given, (page) =>
      isWaiting ? latchkey.listWaitingAccounts(page) : latchkey.listAccounts(page),
    )
    const next = isCut ? rows.at(-1)?.username : undefined
    if (isJson) {
      print(JSON.stringify({ accounts: rows.map(shownMembers), next }))
      return 0
    }
    if (rows.length === 0) {
      const nobody = isWaiting ? 'Nobody waits.' : 'Nobody yet: `latchkey account create` creates a person.'
      print(given.value('after') === undefined ? nobody : 'No more.')
      return 0
    }
    for (const line of table(['USERNAME', 'NAME', 'EMAIL', 'STATE', 'CREATED', 'SUB'], rows.map(cellsOf))) print(line)
    if (next !== undefined)
      printNext({ print, complain }, isWaiting ? 'latchkey account list --waiting' : 'latchkey account list', next)
    return 0
  },
}

function cellsOf({ username, claims, disabled, awaitsApproval, roles, createdAt, subject }: Account): readonly string[] {
  const state = [...roles, ...(disabled ? [awaitsApproval === true ? 'waiting' : 'disabled'] : [])].join(', ')
  return [username, claims.name ?? '', claims.email ?? '', state === '' ? 'active' : state, dayOf(createdAt), subject]
}

function shownMembers({ passwordHash, importedHash: _imported, ...members }: Account): Readonly<Record<string, unknown>> {
  return { ...members, hasPassword: passwordHash !== undefined }
}
