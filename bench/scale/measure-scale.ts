import { statfsSync } from 'node:fs'
import { type Contestant, measureOperation } from '../measure/measure-rounds.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { BenchRuntime, Options, ScaleCounts } from '../options.ts'
import { prepareTarget } from '../people/prepare-target.ts'
import type { ScaleResult } from '../report/result.ts'
import { LatchkeyInstallation } from '../servers/latchkey.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { fillDatabase } from './fill-database.ts'

/**
 * Measures Latchkey on a database with these rows against Latchkey on an empty one, side by side.
 *
 * @throws Error when the disk has no room for it.
 */
export async function measureScale(
  options: Options,
  counts: ScaleCounts,
  folder: string,
  say: (what: string) => void,
): Promise<ScaleResult> {
  checkRoom(folder, counts)
  const empty: Measurement[] = []
  const full: Measurement[] = []
  for (const runtime of options.runtimes) {
    await using servers = new AsyncDisposableStack()
    const emptyOne = await contestant(runtime, `${folder}/empty`, options, servers)
    say(`filling the database of Latchkey on ${runtime}`)
    const fullOne = await contestant(runtime, `${folder}/full`, options, servers, counts)
    for (const operation of options.operations) {
      say(`measuring ${operation} on the empty and the full database`)
      // Both are called by the same server name: the two lists tell them apart.
      const pair = await measureOperation(operation, [emptyOne, fullOne], options, () => {})
      if (pair[0]) empty.push(pair[0])
      if (pair[1]) full.push(pair[1])
    }
  }
  return { ...counts, empty, full }
}

async function contestant(
  runtime: BenchRuntime,
  folder: string,
  options: Options,
  servers: AsyncDisposableStack,
  counts?: ScaleCounts,
): Promise<Contestant> {
  const installation = await LatchkeyInstallation.create(runtime, folder)
  await installation.firstStart()
  await installation.addClientsAndAccounts()
  if (counts !== undefined) {
    // One sign-in makes the grant that is multiplied.
    {
      await using server: ServerProcess = await installation.start()
      await prepareTarget(installation.running(), 1)
      void server
    }
    fillDatabase(installation.database, counts)
  }
  const server = servers.use(await installation.start())
  const target = await prepareTarget(installation.running(), options.connections)
  return { name: `latchkey-${runtime}`, pid: server.pid, operations: undefined, target: async () => target }
}

/** About what a row of each kind takes with its indexes. */
const bytesOfGrant = 1400
const bytesOfOther = 1500

function checkRoom(folder: string, { accounts, clients, grants }: ScaleCounts): void {
  const needed = grants * bytesOfGrant + (accounts + clients) * bytesOfOther
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < needed) {
    throw new Error(
      `--scale needs about ${Math.ceil(needed / 1e9)} GB below ${folder}: use smaller --grants, --accounts, --clients`,
    )
  }
}
