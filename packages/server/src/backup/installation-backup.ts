import { newId } from '@latchkey/core'
import { type BackupHead, BackupRefused } from '@latchkey/storage/backup/backup-line'
import { restoreBackup } from '@latchkey/storage/backup/restore-backup'
import { writeBackup } from '@latchkey/storage/backup/write-backup'
import { newestSchema } from '@latchkey/storage/newest-schema'
import { deriveKey } from '../crypto/derive-key.ts'
import { createLog } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { DataFolder } from '../start/data-folder.ts'
import { databaseOf } from '../start/database-of.ts'
import { openEngine } from '../start/open-engine.ts'

export { BackupRefused }

/**
 * Everything that an installation keeps, as lines: one state of its database, while servers may go on working. What must be read back is
 * sealed with the master key, so whoever restores it needs that; the backup knows which one it is. The audit log says it when it is done.
 * @param includesMasterKey whether the master key becomes part of it
 * @throws BackupRefused when there is no database or no master key
 */
export async function* backUp(options: StartOptions, includesMasterKey: boolean): AsyncGenerator<string> {
  const folder = new DataFolder(options.data, 'look')
  const masterKey = options.masterKey ?? folder.findMasterKey()
  if (masterKey === undefined) throw new BackupRefused(`there is no master key in ${folder.masterKeyFile}`)
  const note = { masterKeyMark: markOf(masterKey), ...(includesMasterKey && { masterKey }) }
  const location = databaseOf(options.database, folder)
  let head: string | undefined
  for await (const line of writeBackup({ location, now: Date.now(), note })) {
    head ??= line
    yield line
  }
  // Opening a database of an older release would change its schema, which a backup must not.
  if ((JSON.parse(head ?? '{}') as BackupHead).schema === newestSchema) await record(options, 'backup')
}

/** What was restored. */
export interface Restored {
  readonly rows: number
  /** Milliseconds since the epoch at which the backup was made. */
  readonly at: number
}

/**
 * Reads a backup into the empty database that the options name; a master key that is part of it becomes that of the data folder. The
 * audit log says it.
 * @throws BackupRefused when it is not whole, the database has contents, or its master key is not there
 */
export async function restore(
  options: StartOptions,
  lines: AsyncIterable<string>,
  onProgress: (rows: number) => void,
): Promise<Restored> {
  const folder = new DataFolder(options.data)
  let at = 0
  let fromBackup: string | undefined
  const accept = (head: BackupHead): void => {
    at = head.at
    const { masterKey: brought, masterKeyMark } = head.note
    const own = options.masterKey ?? folder.findMasterKey()
    const masterKey = own ?? brought
    if (masterKey === undefined) {
      throw new BackupRefused(`its master key is not part of it: put that into ${folder.masterKeyFile} or LATCHKEY_MASTER_KEY`)
    }
    if (markOf(masterKey) !== masterKeyMark)
      throw new BackupRefused(`it was made with another master key than ${whereOf(options, folder)}`)
    if (own === undefined) fromBackup = brought
  }
  const location = databaseOf(options.database, folder)
  // Data without the key that opens it would be lost.
  const beforeCommit = (): void => {
    if (fromBackup !== undefined) folder.keepMasterKey(fromBackup)
  }
  const rows = await restoreBackup(lines, { location, accept, beforeCommit, onProgress })
  await record(options, 'restore')
  return { rows, at }
}

/** Lets the audit log say what was done. */
async function record(options: StartOptions, kind: 'backup' | 'restore'): Promise<void> {
  const { data, database, masterKey, listen } = options
  const url = options.url ?? `http://localhost:${listen.port}`
  const log = createLog({ level: 'error', form: 'text', clock: Date.now, sink: (line) => process.stderr.write(`${line}\n`) })
  const { engine } = await openEngine({ url, data, database, masterKey, clock: Date.now, log })
  try {
    const at = engine.clock()
    await engine.audit.record({
      eventId: newId('evt', { randomBytes: engine.crypto.randomBytes, now: at }),
      ...{ at, kind, outcome: 'done', origin: { actor: { kind: 'operator' }, through: 'command-line' } },
    })
  } finally {
    await engine.close()
  }
}

/** Tells master keys apart and nothing else of them. */
function markOf(masterKey: string): string {
  return deriveKey(masterKey, '', 'latchkey backup').subarray(0, 16).toString('base64url')
}

function whereOf({ masterKey }: StartOptions, folder: DataFolder): string {
  return masterKey === undefined ? `that of ${folder.masterKeyFile}` : 'that of LATCHKEY_MASTER_KEY'
}
