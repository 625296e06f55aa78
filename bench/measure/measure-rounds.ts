import { Histogram } from '../load/histogram.ts'
import type { JobResult } from '../load/job.ts'
import type { OperationName } from '../operations/operation.ts'
import type { Options } from '../options.ts'
import type { Target } from '../target.ts'
import { serverCore } from './cores.ts'
import type { Measurement, Round, ServerName } from './measurement.ts'
import { runJob } from './run-job.ts'
import { verifyIdTokens } from './verify-id-tokens.ts'

/** A server that can be measured. */
export interface Contestant {
  readonly name: ServerName
  readonly pid: number
  /** `undefined`: all of them. */
  readonly operations: readonly OperationName[] | undefined
  /** What the load of the next measurement is made of. */
  target(): Promise<Target>
}

/**
 * Measures one operation on each server in turn, as many times over as there are rounds. The answer is in the order of the contestants that have
 * the operation.
 *
 * @param betweenRounds Called before each round, for what is to be measured at the same times.
 * @throws Error when any answer was wrong or an ID token does not verify.
 */
export async function measureOperation(
  operation: OperationName,
  contestants: readonly Contestant[],
  options: Options,
  betweenRounds: () => void,
): Promise<readonly Measurement[]> {
  const able = contestants.filter(({ operations }) => operations === undefined || operations.includes(operation))
  const contests = able.map((contestant) => ({ contestant, results: [] as JobResult[] }))
  for (let round = 0; round < options.rounds; round++) {
    betweenRounds()
    for (const { contestant, results } of contests) {
      const target = await contestant.target()
      const { connections, measureFor, warmUpFor } = options
      const server = { serverPid: contestant.pid, serverCore }
      const result = await runJob({ operation, target, connections, measureFor, warmUpFor, ...server })
      await verifyIdTokens(result.idTokens, target)
      results.push(result)
    }
  }
  return contests.map(({ contestant, results }) => summarize(contestant.name, operation, results))
}

function summarize(server: ServerName, operation: OperationName, results: readonly JobResult[]): Measurement {
  const durations = new Histogram()
  for (const result of results) durations.add(new Histogram(result.durations))
  return {
    server,
    operation,
    rounds: results.map(toRound),
    p50: durations.percentile(0.5),
    p95: durations.percentile(0.95),
    p99: durations.percentile(0.99),
    memory: Math.max(...results.map(({ serverMemory }) => serverMemory)),
  }
}

function toRound({ completed, generatorCpu, lasted, othersCpu, serverCpu }: JobResult): Round {
  return {
    rate: (completed / lasted) * 1000,
    cost: serverCpu / completed,
    serverBusy: serverCpu / lasted,
    generatorBusy: generatorCpu / lasted,
    othersBusy: othersCpu / lasted,
  }
}
