import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, run } from '@latchkey/cli'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs command lines in this process, with folders of a person who has never used the command. */
export class CommandLine implements Disposable {
  readonly folder: string
  readonly environment: Record<string, string | undefined>

  constructor(environment: Environment = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'latchkey-command-'))
    this.environment = {
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      ...environment,
    }
  }

  async run(...args: readonly string[]): Promise<Ran> {
    const out: string[] = []
    const err: string[] = []
    const output = { print: (line: string) => out.push(line), complain: (line: string) => err.push(line) }
    const code = await run(args, output, this.environment)
    return { code, out: out.join('\n'), err: err.join('\n') }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
