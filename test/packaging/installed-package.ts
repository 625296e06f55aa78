import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child, executableOf, type Finished, repositoryRoot, temporaryFolder, testRuntime } from '@latchkey/testing'
import { buildPackage } from '../../tools/build/build-package.ts'
import { mustRun } from '../../tools/test-run/command.ts'

/** What is published: built from the sources, packed, and installed into a folder that holds nothing else. */
export class InstalledPackage implements Disposable {
  readonly #folder = temporaryFolder()

  static async make(): Promise<InstalledPackage> {
    const made = new InstalledPackage()
    try {
      const { path } = made
      const staged = join(path, 'staged')
      await buildPackage({ folder: staged, withTypes: true })
      const { version } = JSON.parse(readFileSync(join(staged, 'package.json'), 'utf8')) as { readonly version: string }
      writeFileSync(join(path, 'package.json'), '{ "type": "module" }\n')
      await mustRun('npm', ['pack', `--pack-destination=${path}`, staged])
      const archive = join(path, `latchkey-${version}.tgz`)
      // Offline: it has no dependencies that would have to be fetched.
      await mustRun('npm', ['install', '--offline', '--no-audit', '--no-fund', `--prefix=${path}`, archive])
      mkdirSync(join(path, 'on-path'))
      symlinkSync(executableOf(testRuntime()), join(path, 'on-path', testRuntime()))
      // The types of Node, which everybody has who writes TypeScript for it.
      symlinkSync(join(repositoryRoot, 'node_modules/@types'), join(path, 'node_modules/@types'))
      symlinkSync(join(repositoryRoot, 'node_modules/undici-types'), join(path, 'node_modules/undici-types'))
      return made
    } catch (error) {
      made[Symbol.dispose]()
      throw error
    }
  }

  /** The folder in which it is installed. */
  get path(): string {
    return this.#folder.path
  }

  /** The file of the command. */
  get program(): string {
    return join(this.path, 'node_modules/latchkey/bin/latchkey.js')
  }

  /** Runs the command by its name, where the runtime under test is the only one to be found. */
  shell(...args: readonly string[]): Promise<Finished> {
    const env = { PATH: join(this.path, 'on-path'), HOME: this.path }
    return new Child(join(this.path, 'node_modules/.bin/latchkey'), args, { cwd: this.path, env }).finished()
  }

  /** Runs a program of the repository's tools, or the runtime under test, in the folder. */
  run(program: string, ...args: readonly string[]): Promise<Finished> {
    const file = join(repositoryRoot, 'node_modules/.bin', program)
    return new Child(file, args, { cwd: this.path, env: process.env }).finished()
  }

  [Symbol.dispose](): void {
    this.#folder.remove()
  }
}
