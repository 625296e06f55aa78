import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { executableOf, repositoryRoot } from '@latchkey/testing'
import type { Options } from '../options.ts'
import type { BudgetOutcome } from './budgets.ts'
import type { BenchResult } from './result.ts'

/**
 * Writes a run as JSON to `bench-results/`, with the machine and the versions that it was measured on.
 *
 * @returns The file's path below the repository.
 */
export function writeResult(result: BenchResult, budgets: readonly BudgetOutcome[], options: Options): string {
  const at = new Date().toISOString()
  const folder = join(repositoryRoot, 'bench-results')
  const name = `${at.replaceAll(/[:.]/g, '-')}.json`
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, name),
    `${JSON.stringify({ at, machine: machine(), versions: versions(), options, ...result, budgets }, null, 2)}\n`,
  )
  return `bench-results/${name}`
}

function machine(): Readonly<Record<string, unknown>> {
  return { processor: cpus()[0]?.model, cores: cpus().length, kernel: release() }
}

/** Of everything whose speed is in the figures. */
export function versions(): Readonly<Record<string, string>> {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'node_modules/oidc-provider/package.json'), 'utf8')) as {
    readonly version: string
  }
  return {
    bun: print(executableOf('bun'), '--version'),
    node: print(executableOf('node'), '--version'),
    openssl: print('openssl', 'version'),
    'oidc-provider': manifest.version,
  }
}

function print(command: string, argument: string): string {
  return execFileSync(command, [argument], { encoding: 'utf8' }).trim()
}
