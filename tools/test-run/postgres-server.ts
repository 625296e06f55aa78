import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from './command.ts'

export interface PostgresServer {
  readonly url: string
  stop(): Promise<void>
}

/** Folder of the server's programs, newest version from 15 on; `undefined` when PostgreSQL is not installed. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).map(Number) : []
  const folders = versions
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
    .map((version) => join(root, String(version), 'bin'))
  return [...folders, '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')),
  )
}

/** Starts a server as Debian would run it (durable commits), on a free port of 127.0.0.1, in a temporary folder. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = postgresBinaries()
  if (binaries === undefined) throw new Error('PostgreSQL 15 or newer is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-postgres-'))
  const cluster = join(folder, 'cluster')
  const passwordFile = join(folder, 'password')
  const log = join(folder, 'log')
  const password = randomBytes(16).toString('hex')
  writeFileSync(passwordFile, password)
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0
  if (isRoot) await mustRun('chown', ['-R', 'postgres:', folder])
  const asServer = (program: string, args: readonly string[]) =>
    isRoot
      ? mustRun('runuser', ['-u', 'postgres', '--', join(binaries, program), ...args])
      : mustRun(join(binaries, program), args)
  const authentication = ['--auth=scram-sha-256', '--username=latchkey', `--pwfile=${passwordFile}`]
  try {
    await asServer('initdb', ['-D', cluster, '--encoding=UTF8', '--no-locale', ...authentication])
    const port = await freePort()
    const options = `-p ${port} -h 127.0.0.1 -k ${folder} -c max_connections=200`
    await asServer('pg_ctl', ['-D', cluster, '-l', log, '-o', options, '-w', '-t', '60', 'start'])
    return {
      url: `postgres://latchkey:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await asServer('pg_ctl', ['-D', cluster, '-m', 'fast', '-w', '-t', '60', 'stop']).catch(console.error)
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    const words = existsSync(log) ? readFileSync(log, 'utf8') : ''
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${words}`)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
