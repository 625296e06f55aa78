/* The benchmark: see README.md beside this file. */
import { setTimeout as delay } from 'node:timers/promises'
import { type TemporaryFolder, temporaryFolder } from '@latchkey/testing'
import { checkMachine } from './measure/cores.ts'
import { type Contestant, measureOperation } from './measure/measure-rounds.ts'
import { type Measurement, median } from './measure/measurement.ts'
import { residentMemory } from './measure/process-figures.ts'
import { measureRuntimeSigningRate, measureSigningRate, type SigningRate } from './measure/signing-rate.ts'
import { type BenchRuntime, type Options, parseOptions, usage } from './options.ts'
import { prepareTarget } from './people/prepare-target.ts'
import { judge } from './report/budgets.ts'
import { budgetTable } from './report/print-budgets.ts'
import { legend, measurementTable } from './report/print-measurements.ts'
import type { BenchResult, StartFigures } from './report/result.ts'
import { scaleTable } from './report/scale-table.ts'
import { startTable } from './report/start-table.ts'
import { versions, writeResult } from './report/write-result.ts'
import { measureScale } from './scale/measure-scale.ts'
import { startBareListener } from './servers/bare-listener.ts'
import { LatchkeyInstallation } from './servers/latchkey.ts'
import { startOidcProvider } from './servers/oidc-provider.ts'
import type { ServerProcess } from './servers/server-process.ts'

const options = readCommandLine()
checkMachine()
using folder = temporaryFolder()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    folder.remove()
    process.exit(1)
  })
}
const result = await run(options, folder)
const outcomes = judge(result, options.runtimes)
console.log(
  `\n${startTable(result)}\n\n${measurementTable(result.measurements)}\n\n${legend}\n${scaleTable(result)}\n${budgetTable(outcomes)}\n`,
)
console.log(`Written to ${writeResult(result, outcomes, options)}`)

function readCommandLine(): Options {
  try {
    const parsed = parseOptions(process.argv.slice(2))
    if (parsed !== 'help') return parsed
    console.log(usage)
    process.exit(0)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(2)
  }
}

async function run(options: Options, folder: TemporaryFolder): Promise<BenchResult> {
  console.log(
    Object.entries(versions())
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  )
  await using servers = new AsyncDisposableStack()
  const contestants: Contestant[] = []
  const starts: StartFigures[] = []
  const signing: SigningRate[] = []

  for (const runtime of options.runtimes) {
    const { contestants: pair, start } = await startPair(runtime, options, folder.path, servers)
    contestants.push(...pair)
    starts.push(start)
  }
  const peer = await startOidcProvider(folder.path)
  servers.use(peer.process)
  // Its memory adapter forgets all but the thousand newest rows, so what one measurement left behind is not there for the next.
  contestants.push({
    name: 'oidc-provider',
    pid: peer.process.pid,
    operations: undefined,
    target: () => prepareTarget(peer, options.connections),
  })

  const measurements: Measurement[] = []
  for (const operation of options.operations) {
    say(`measuring ${operation}`)
    measurements.push(...(await measureOperation(operation, contestants, options, () => signing.push(measureSigningRate(1)))))
  }
  await servers.disposeAsync()
  const scale = options.scale && (await measureScale(options, options.scale, folder.path, say))
  return {
    measurements,
    starts,
    signing: { rs256: median(signing.map(({ rs256 }) => rs256)), es256: median(signing.map(({ es256 }) => es256)) },
    ...(scale && { scale }),
  }
}

/** Latchkey on a runtime and that runtime's bare listener, both left running. */
async function startPair(
  runtime: BenchRuntime,
  options: Options,
  folder: string,
  servers: AsyncDisposableStack,
): Promise<{ readonly contestants: readonly Contestant[]; readonly start: StartFigures }> {
  say(`starting Latchkey on ${runtime}`)
  const installation = await LatchkeyInstallation.create(runtime, folder)
  const first = await installation.firstStart()
  await installation.addClientsAndAccounts()
  const cold: Pick<ServerProcess, 'startedWithin' | 'startCost'>[] = []
  for (let start = 0; start < options.starts; start++) {
    await using server = await installation.start()
    cold.push(server)
  }
  const server = servers.use(await installation.start())
  cold.push(server)
  await delay(1000)
  const idleMemory = residentMemory(server.pid)

  say(`signing ${options.connections} browsers in`)
  const target = await prepareTarget(installation.running(), options.connections)
  const bare = await startBareListener(runtime, target, folder)
  servers.use(bare.process)
  return {
    start: {
      runtime,
      first,
      cold: median(cold.map(({ startedWithin }) => startedWithin)),
      coldCost: median(cold.map(({ startCost }) => startCost)),
      idleMemory,
      signing: measureRuntimeSigningRate(runtime),
    },
    contestants: [
      { name: `latchkey-${runtime}`, pid: server.pid, operations: undefined, target: async () => target },
      {
        name: `bare-${runtime}`,
        pid: bare.process.pid,
        operations: ['discovery', 'jwks', 'userinfo'],
        target: async () => bare.target,
      },
    ],
  }
}

function say(what: string): void {
  console.error(`... ${what}`)
}
