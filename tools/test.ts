/**
 * Runs everything that proves the project, in the order of `tools/test-run/steps.ts`, and ends with `N passed, N failed`.
 *
 * `npm test`                   everything
 * `npm test -- --only=unit`    steps whose name starts with one of the given words (comma separated)
 * `npm test -- --list`         names of the steps
 */
import { parseArgs } from 'node:util'
import { noCounts, sum } from './test-run/counts.ts'
import { provideMachine } from './test-run/machine.ts'
import { type Step, type StepEnd, steps } from './test-run/steps.ts'

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, list: { type: 'boolean' } } })

if (values.list) {
  for (const { name, invariant } of steps) console.log(`${name.padEnd(28)} ${invariant}`)
} else {
  process.exitCode = await runAll(select(values.only ?? []))
}

function select(words: readonly string[]): readonly Step[] {
  const wanted = words.flatMap((word) => word.split(',')).filter((word) => word !== '')
  const unknown = wanted.filter((word) => !steps.some(({ name }) => name.startsWith(word)))
  if (unknown.length > 0) throw new Error(`no step begins with ${unknown.join(', ')}; npm test -- --list names them`)
  return wanted.length === 0 ? steps : steps.filter(({ name }) => wanted.some((word) => name.startsWith(word)))
}

/** Answers the exit code: 0 when something ran and nothing failed. */
async function runAll(chosen: readonly Step[]): Promise<number> {
  let total = noCounts
  const summary: string[] = []
  const failures: string[] = []
  const machine = await provideMachine(chosen.flatMap(({ needs }) => needs))
  const stop = async () => {
    await machine.stop()
    process.exit(130)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    for (const step of chosen) {
      console.log(`\n=== ${step.name}: ${step.invariant}`)
      const begun = performance.now()
      const counts = await step.run(machine).catch((error: unknown): StepEnd => {
        console.error(error)
        return { passed: 0, failed: 1, failures: [String(error)] }
      })
      failures.push(...counts.failures.map((failure) => `--- ${step.name}\n${failure}`))
      total = sum(total, counts)
      const seconds = ((performance.now() - begun) / 1000).toFixed(0).padStart(4)
      summary.push(
        `${seconds} s  ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(4)} failed  ${step.name}`,
      )
    }
  } finally {
    await machine.stop()
  }
  // Repeated at the end: whoever reads only that must see what failed.
  if (failures.length > 0) console.log(`\n=== failed\n${failures.slice(0, 20).join('\n')}`)
  console.log(`\n${summary.join('\n')}\n`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
