import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createGunzip, createGzip } from 'node:zlib'
import { type Command, Failure, type Given, UsageError } from '../command.ts'
import { splitLines } from '../input/split-lines.ts'
import { openOutputFile } from '../output-file.ts'
import { createProgress } from '../render/progress.ts'

const quiet = { quiet: { description: 'No progress.' } } as const

/** Writes everything into a file. */
export const backup: Command = {
  name: 'backup',
  group: 'server',
  place: 'local',
  positionals: 'FILE',
  summary: 'Write everything that this installation keeps into a file, while it may be running.',
  notes: [
    'The file fits the embedded database and PostgreSQL alike. Whoever has it has every account and every token digest; keep it as you keep the database.',
    'Secrets in it are sealed with the master key, which is needed to restore it: keep that elsewhere, or add it with --with-master-key.',
    'What lives for minutes and counts once, such as codes, is left out.',
  ],
  examples: ['latchkey backup monday.backup', 'latchkey backup whole.backup --with-master-key'],
  flags: {
    'with-master-key': {
      description: 'Put the master key into it: whoever has the file has every secret and every signing key.',
    },
    ...quiet,
  },
  completes: 'file',
  async run(context) {
    const { given, options, complain, isJson, print } = context
    const file = onlyFile(given, 'backup')
    const { backUp } = await import('@latchkey/server/backup')
    const target = openOutputFile(file)
    const progress = createProgress(context, !given.isSet('quiet'))
    const gzip = createGzip()
    gzip.on('data', (octets: Uint8Array) => target.write(octets))
    let lines = 0
    try {
      const isWritten = once(gzip, 'end')
      for await (const line of withRefusals(backUp(await options(), given.isSet('with-master-key')))) {
        if (!gzip.write(`${line}\n`)) await once(gzip, 'drain')
        lines += 1
        progress.say(`Writing: ${lines} lines`)
      }
      gzip.end()
      await isWritten
      target.finish()
    } catch (error) {
      target.abandon()
      throw error
    } finally {
      progress.end()
    }
    if (isJson) print(JSON.stringify({ file, lines }))
    else if (!given.isSet('quiet')) complain(`${lines} lines written to ${file}`)
    return 0
  },
}

/** Reads a backup into an empty installation. */
export const restore: Command = {
  name: 'restore',
  group: 'server',
  place: 'local',
  positionals: 'FILE',
  summary: 'Read a backup into an empty database: all of it, or nothing.',
  notes: [
    'Works with a new data folder or an empty PostgreSQL database; a backup of either can be read into either.',
    'What was revoked, changed or removed after the backup was made is as it was then. `latchkey audit verify` checks the audit log that came with it.',
  ],
  examples: ['latchkey restore monday.backup --data ./restored'],
  flags: quiet,
  completes: 'file',
  async run(context) {
    const { given, options, print, isJson } = context
    const file = onlyFile(given, 'restore')
    const server = await import('@latchkey/server/backup')
    const progress = createProgress(context, !given.isSet('quiet'))
    try {
      const lines = splitLines(unzipped(file))
      const { rows, at } = await refusing(
        server.restore(await options(), lines, (count) => progress.say(`Reading: ${count} rows`)),
      )
      const made = new Date(at).toISOString()
      progress.end()
      print(isJson ? JSON.stringify({ rows, at: made }) : `${rows} rows restored, as they were at ${made}.`)
    } finally {
      progress.end()
    }
    return 0
  },
}

function onlyFile({ positionals: [file, ...more] }: Given, command: string): string {
  if (file === undefined || more.length > 0) throw new UsageError(`${command} needs the name of one file`)
  return file
}

async function* unzipped(file: string): AsyncGenerator<Uint8Array> {
  try {
    const gunzip = createGunzip()
    yield* createReadStream(file)
      .on('error', (error) => gunzip.destroy(error))
      .pipe(gunzip)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Failure(
      `${file} cannot be read: ${code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR' ? 'it is no backup of Latchkey, or it is damaged' : code}`,
    )
  }
}

async function* withRefusals(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  const { BackupRefused } = await import('@latchkey/server/backup')
  try {
    yield* lines
  } catch (error) {
    throw error instanceof BackupRefused ? new Failure(error.message) : error
  }
}

async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  const { BackupRefused } = await import('@latchkey/server/backup')
  try {
    return await work
  } catch (error) {
    throw error instanceof BackupRefused ? new Failure(`the backup was not restored: ${error.message}`) : error
  }
}
