/* The load generator: its own process, so that the orchestrator can pin it to a core. Reads a job, prints its result. */
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { coreTime, processorTime, residentMemory } from '../measure/process-figures.ts'
import { operations } from '../operations/operations.ts'
import { idTokenOf } from '../operations/token-answer.ts'
import { Connection } from './connection.ts'
import { Histogram } from './histogram.ts'
import type { Job, JobResult } from './job.ts'

/** One ID token of so many is kept, to be verified after the run. */
const idTokenEvery = 500
/** Milliseconds between two looks at the server's memory. */
const memoryEvery = 100

const job = JSON.parse(await text(process.stdin)) as Job
console.log(JSON.stringify(await generate(job)))
process.exit(0)

async function generate({ operation: name, target, connections, ...times }: Job): Promise<JobResult> {
  const operation = operations[name]
  const problems = new Map<string, number>()
  const idTokens: string[] = []
  let durations = new Histogram()
  let completed = 0
  let stopped = false

  const open = Array.from({ length: connections }, () => Connection.open('127.0.0.1', target.port))
  for (const [index, connection] of (await Promise.all(open)).entries()) {
    const person = target.people[index % target.people.length]
    if (person === undefined) throw new Error('nobody is signed in')
    const steps = operation.steps(target, person)
    let startedAt = 0
    const run = (at: number, request: Uint8Array): void => {
      connection.send(request, (answer) => {
        const problem = answer instanceof Error ? answer.message : steps[at]?.findProblem(answer)
        if (problem !== undefined) problems.set(problem, (problems.get(problem) ?? 0) + 1)
        if (answer instanceof Error) return
        const next = problem === undefined ? steps[at + 1] : undefined
        if (next !== undefined) {
          run(at + 1, next.request(answer))
          return
        }
        if (problem === undefined) {
          completed++
          durations.record(performance.now() - startedAt)
          if (operation.algorithm !== undefined && completed % idTokenEvery === 1) idTokens.push(idTokenOf(answer))
        }
        if (!stopped) start()
      })
    }
    const start = (): void => {
      const first = steps[0]
      if (first === undefined) throw new Error(`${name} has no step`)
      startedAt = performance.now()
      run(0, first.request(undefined))
    }
    start()
  }

  await delay(times.warmUpFor)
  completed = 0
  durations = new Histogram()
  const begin = {
    at: performance.now(),
    server: processorTime(times.serverPid),
    core: coreTime(times.serverCore),
    generator: ownProcessorTime(),
  }
  let serverMemory = 0
  while (performance.now() - begin.at < times.measureFor) {
    await delay(Math.max(1, Math.min(memoryEvery, times.measureFor - (performance.now() - begin.at))))
    serverMemory = Math.max(serverMemory, residentMemory(times.serverPid))
  }
  const serverCpu = processorTime(times.serverPid) - begin.server
  const result: JobResult = {
    completed,
    problems: Object.fromEntries(problems),
    lasted: performance.now() - begin.at,
    serverCpu,
    othersCpu: Math.max(0, coreTime(times.serverCore) - begin.core - serverCpu),
    generatorCpu: ownProcessorTime() - begin.generator,
    durations: durations.counts(),
    idTokens,
    serverMemory,
  }
  stopped = true
  return result
}

function ownProcessorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
