import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { executableOf } from '@latchkey/testing'
import type { Job, JobResult } from '../load/job.ts'
import { generatorCore } from './cores.ts'

const generator = join(import.meta.dirname, '../load/generate.ts')

/**
 * Runs one measurement in a load generator of its own, pinned to the generator's core.
 *
 * @throws Error when the generator fails, when nothing was completed, or when any answer was wrong: such a figure must not be printed.
 */
export async function runJob(job: Job): Promise<JobResult> {
  const child = spawn('taskset', ['-c', String(generatorCore), executableOf('bun'), generator], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(job))
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error(`the load generator ended with ${code}`)
  const result = JSON.parse(output) as JobResult
  const problems = Object.entries(result.problems)
  if (problems.length > 0) {
    throw new Error(`${job.operation}: wrong answers: ${problems.map(([problem, count]) => `${count} x ${problem}`).join(', ')}`)
  }
  if (result.completed === 0) throw new Error(`${job.operation}: nothing was completed`)
  return result
}
