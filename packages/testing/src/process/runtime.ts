import { join } from 'node:path'
import { repositoryRoot } from './repository-root.ts'

export type Runtime = 'bun' | 'node'

/** The runtime that servers under test run on: `LATCHKEY_TEST_RUNTIME`, else the one that runs the test. */
export function testRuntime(): Runtime {
  const named = process.env['LATCHKEY_TEST_RUNTIME']
  if (named === undefined || named === '') return process.versions['bun'] === undefined ? 'node' : 'bun'
  if (named !== 'bun' && named !== 'node') throw new Error(`LATCHKEY_TEST_RUNTIME is ${named}: it must be bun or node`)
  return named
}

/** The executable that the repository's lockfile installs, never the machine's own. */
export function executableOf(runtime: Runtime): string {
  return join(repositoryRoot, 'node_modules', '.bin', runtime)
}
