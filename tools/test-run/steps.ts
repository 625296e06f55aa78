import { globSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { type Counts, countsOfBun, countsOfNode, failuresIn } from './counts.ts'
import type { Machine, Need } from './machine.ts'

export interface StepEnd extends Counts {
  readonly failures: readonly string[]
}

export interface Step {
  readonly name: string
  /** What holds when the step passes. */
  readonly invariant: string
  readonly needs: readonly Need[]
  /** Test files that it runs; none for a step that runs a tool. */
  readonly patterns: readonly string[]
  run(machine: Machine): Promise<StepEnd>
}

type Runner = 'bun' | 'node'
type Database = 'sqlite' | 'postgres'

const binaries = 'node_modules/.bin'
/** Milliseconds that one test may take. */
const testLimit = 120_000
const endWithTests = ['--import', './tools/test-run/end-with-tests.ts']

const unit = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'tools/**/*.test.ts']
const blackBox = [
  'test/{attacks,clients,crash,device,tokens,management,registration,settings}/**/*.test.ts',
  'test/logout/many-logouts.test.ts',
]
const checklist = ['test/conformance/**/*.test.ts', 'test/logout/{rp-initiated,front-channel,back-channel}.test.ts']
const packaging = ['test/packaging/**/*.test.ts']

/** In order; a later step may rely on what an earlier one proved. */
export const steps: readonly Step[] = [
  tool('lint', 'sources keep the rules of format, naming and imports', 'biome', ['check', '--error-on-warnings', '.']),
  tool('types', 'every source file has consistent types', 'tsc', ['-b']),
  tool('console', 'the web console can be built', 'bun', ['tools/console.ts']),
  tests('unit-bun', 'parts and both store back ends keep their contracts on Bun', 'bun', 'postgres', unit),
  tests('unit-node', 'parts and both store back ends keep their contracts on Node', 'node', 'postgres', unit),
  tests('blackbox-bun-sqlite', 'a server on Bun and SQLite withstands attacks and crashes', 'bun', 'sqlite', blackBox),
  tests('blackbox-node-postgres', 'a server on Node and PostgreSQL withstands attacks and crashes', 'node', 'postgres', blackBox),
  tests('checklist-bun-sqlite', 'a server on Bun and SQLite meets the conformance checklist', 'bun', 'sqlite', checklist),
  tests(
    'checklist-node-postgres',
    'a server on Node and PostgreSQL meets the conformance checklist',
    'node',
    'postgres',
    checklist,
  ),
  tests('checklist-bun-postgres', 'a server on Bun and PostgreSQL meets the conformance checklist', 'bun', 'postgres', checklist),
  tests('checklist-node-sqlite', 'a server on Node and SQLite meets the conformance checklist', 'node', 'sqlite', checklist),
  tests('examples', 'examples, demo and benchmark start and do what they say', 'bun', 'sqlite', [
    '{examples,demo,bench}/**/*.test.ts',
  ]),
  tests('e2e', 'pages and a browser client work in a real browser', 'node', 'sqlite', ['test/e2e/**/*.test.ts']),
  tests(
    'e2e-bun-postgres',
    'the session frame of a server on Bun and PostgreSQL works in a real browser',
    { runner: 'node', server: 'bun' },
    'postgres',
    ['test/e2e/session-frame.test.ts'],
  ),
  tests('packaging-bun-sqlite', 'what is published installs and works on Bun and SQLite', 'bun', 'sqlite', packaging),
  tests('packaging-node-postgres', 'what is published installs and works on Node and PostgreSQL', 'node', 'postgres', packaging),
  tests('repository', 'layers, citations, error catalogue and generated files are in order', 'bun', 'sqlite', [
    'test/repo/**/*.test.ts',
  ]),
]

function tool(name: string, invariant: string, program: string, args: readonly string[]): Step {
  return {
    name,
    invariant,
    needs: [],
    patterns: [],
    run: async () => {
      const { status, output } = await command(`${binaries}/${program}`, args)
      return status === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [output.slice(-3000)] }
    },
  }
}

/** Tests in processes of `runner`, with servers under test on the same runtime unless told otherwise; `postgres` makes that database the default. */
function tests(
  name: string,
  invariant: string,
  runtimes: Runner | { readonly runner: Runner; readonly server: Runner },
  database: Database,
  patterns: readonly string[],
): Step {
  const { runner, server } = typeof runtimes === 'string' ? { runner: runtimes, server: runtimes } : runtimes
  const needs: Need[] = ['openssl']
  if (database === 'postgres') needs.push('postgres')
  if (patterns === blackBox) needs.push('curl')
  if (name.startsWith('e2e')) needs.push('chromium')
  return {
    name,
    invariant,
    needs,
    patterns,
    run: async (machine) => {
      const files = patterns.flatMap((pattern) => globSync(pattern)).sort()
      const env = {
        TMPDIR: machine.temporary,
        LATCHKEY_TEST_RUNTIME: server,
        LATCHKEY_TEST_POSTGRES: database === 'postgres' ? (machine.postgres ?? '') : '',
        LATCHKEY_TEST_CHROMIUM: machine.chromium ?? '',
        // Node takes types out of each source once, not in each of hundreds of processes.
        NODE_COMPILE_CACHE: join(machine.temporary, 'compiled'),
      }
      if (files.length === 0) throw new Error(`no test file matches ${patterns.join(' ')}`)
      if (runner === 'bun') {
        const args = ['test', '--parallel=2', `--timeout=${testLimit}`, ...files.map((file) => `./${file}`)]
        const end = await command(`${binaries}/bun`, args, { env })
        return { ...countsOfBun(end), failures: failuresIn(end.output) }
      }
      const args = [
        ...endWithTests,
        '--test',
        '--test-concurrency=2',
        `--test-timeout=${testLimit}`,
        '--test-reporter=spec',
        ...files,
      ]
      const end = await command(`${binaries}/node`, args, { env })
      return { ...countsOfNode(end), failures: failuresIn(end.output) }
    },
  }
}
