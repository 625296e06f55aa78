import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { command } from './command.ts'
import { type PostgresServer, postgresBinaries, startPostgres } from './postgres-server.ts'

/** Parts of the machine that npm does not bring. */
export type Need = 'chromium' | 'curl' | 'postgres' | 'openssl'

/** Debian packages of each part, and whether it is there. */
const parts = {
  chromium: { packages: ['chromium', 'fonts-liberation'], isPresent: () => findChromium() !== undefined },
  postgres: { packages: ['postgresql'], isPresent: () => postgresBinaries() !== undefined },
  curl: { packages: ['curl'], isPresent: () => findOnPath('curl') !== undefined },
  openssl: { packages: ['openssl'], isPresent: () => findOnPath('openssl') !== undefined },
} as const satisfies Record<Need, { readonly packages: readonly string[]; readonly isPresent: () => boolean }>

/** What the steps can count on. */
export interface Machine {
  readonly chromium: string | undefined
  /** Address of the PostgreSQL server that was started for this run. */
  readonly postgres: string | undefined
  /** Where tests put what is temporary; removed with all that they left there. */
  readonly temporary: string
  stop(): Promise<void>
}

/**
 * Makes sure that the parts are there: installs Debian packages as root on Debian or Ubuntu, else says what to type. Starts PostgreSQL.
 *
 * @throws Error with the line to type.
 */
export async function provideMachine(needs: readonly Need[]): Promise<Machine> {
  const missing = [...new Set(needs)].filter((need) => !parts[need].isPresent())
  if (missing.length > 0) await install(missing.flatMap((need) => parts[need].packages))
  const absent = missing.filter((need) => !parts[need].isPresent())
  if (absent.length > 0) throw new Error(`still missing after the installation: ${absent.join(', ')}`)
  const postgres: PostgresServer | undefined = needs.includes('postgres') ? await startPostgres() : undefined
  const temporary = mkdtempSync(join(tmpdir(), 'latchkey-run-'))
  let stopped = false
  return {
    temporary,
    chromium: findChromium(),
    postgres: postgres?.url,
    stop: async () => {
      if (stopped) return
      stopped = true
      await postgres?.stop()
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function install(packages: readonly string[]): Promise<void> {
  const isDebian = existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined
  if (!isDebian || process.getuid?.() !== 0) {
    const line = isDebian
      ? `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
      : `install: ${packages.join(', ')}`
    throw new Error(`The tests need parts that are missing on this machine. Type:\n\n  ${line}\n`)
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status } = await command('apt-get', args, { env })
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${status}`)
  }
}

function findChromium(): string | undefined {
  return findOnPath('chromium') ?? findOnPath('chromium-browser') ?? findOnPath('google-chrome')
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
