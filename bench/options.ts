import { parseArgs } from 'node:util'
import { type OperationName, operationNames } from './operations/operation.ts'

export type BenchRuntime = 'bun' | 'node'

export interface Options {
  /** Milliseconds of each measurement. */
  readonly measureFor: number
  /** Milliseconds of load before each measurement that do not count. */
  readonly warmUpFor: number
  /** How often each operation is measured on each server, in turns. */
  readonly rounds: number
  /** Keep-alive connections, each with one request under way. */
  readonly connections: number
  readonly operations: readonly OperationName[]
  /** Runtimes that Latchkey is measured on. */
  readonly runtimes: readonly BenchRuntime[]
  /** Cold starts of each server. */
  readonly starts: number
  /** Rows that the full database of `--scale` gets; `undefined`: not asked for. */
  readonly scale: ScaleCounts | undefined
}

export interface ScaleCounts {
  readonly accounts: number
  readonly clients: number
  readonly grants: number
}

/** What the whole run prints with `--help`. */
export const usage = `npm run bench -- [options]

  --quick                  short measurements: a first impression, not figures to quote
  --seconds=N              length of one measurement (3; 1 with --quick)
  --rounds=N               how often each server is measured, in turns (3; 2 with --quick)
  --connections=N          keep-alive connections of the load generator (32)
  --only=NAME[,NAME]       ${operationNames.join(', ')}
  --runtime=bun|node       measure Latchkey on this runtime only
  --scale                  measure Latchkey again on a full database (the last budget)
  --accounts=N --clients=N --grants=N
                           rows of the full database (1000000, 100000, 10000000)
`

/**
 * Reads the command line.
 *
 * @throws Error with a sentence for the person, listing every mistake.
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string', default: '32' },
      only: { type: 'string' },
      runtime: { type: 'string' },
      scale: { type: 'boolean', default: false },
      accounts: { type: 'string', default: '1000000' },
      clients: { type: 'string', default: '100000' },
      grants: { type: 'string', default: '10000000' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const mistakes: string[] = []
  const number = (name: string, text: string): number => {
    const value = Number(text)
    if (!(value > 0)) mistakes.push(`--${name}=${text}: must be a number above 0`)
    return value
  }
  const options: Options = {
    measureFor: number('seconds', values.seconds ?? (values.quick ? '1' : '3')) * 1000,
    warmUpFor: values.quick ? 300 : 1000,
    rounds: number('rounds', values.rounds ?? (values.quick ? '2' : '3')),
    connections: number('connections', values.connections),
    operations: parseOperations(values.only, mistakes),
    runtimes: parseRuntimes(values.runtime, mistakes),
    starts: values.quick ? 3 : 7,
    scale: values.scale
      ? {
          accounts: number('accounts', values.accounts),
          clients: number('clients', values.clients),
          grants: number('grants', values.grants),
        }
      : undefined,
  }
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  return options
}

function parseOperations(only: string | undefined, mistakes: string[]): readonly OperationName[] {
  if (only === undefined) return operationNames
  return only.split(',').flatMap((text) => {
    const name = operationNames.find((known) => known === text)
    if (name === undefined) mistakes.push(`--only=${text}: must be of ${operationNames.join(', ')}`)
    return name === undefined ? [] : [name]
  })
}

function parseRuntimes(runtime: string | undefined, mistakes: string[]): readonly BenchRuntime[] {
  if (runtime === undefined) return ['bun', 'node']
  if (runtime === 'bun' || runtime === 'node') return [runtime]
  mistakes.push(`--runtime=${runtime}: must be bun or node`)
  return []
}
