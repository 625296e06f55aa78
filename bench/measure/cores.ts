import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** All measured servers run here, one under load at a time. */
export const serverCore = 0
/** The load generator's. */
export const generatorCore = 1

/**
 * Makes sure that figures can mean something here: Linux, two cores, `taskset`.
 *
 * @throws Error saying what is missing.
 */
export function checkMachine(): void {
  if (process.platform !== 'linux') throw new Error('The benchmark needs Linux: it pins processes to cores and reads /proc.')
  if (availableParallelism() < 2)
    throw new Error('The benchmark needs two processor cores: one for the servers, one for the load.')
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
  } catch {
    throw new Error('The benchmark needs taskset: apt-get install util-linux')
  }
}
