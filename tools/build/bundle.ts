import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from '../test-run/command.ts'
import { root } from './root.ts'

/** Where the two ways in begin: the command, and the library. The bundler names a file after each. */
const entries = ['packages/cli/src/run-process.ts', 'packages/server/src/index.ts']

/** How the bundler lets CommonJS code reach built-in modules on Bun, and what does the same on both runtimes. */
const bunRequire = 'var __require=import.meta.require;'
const bothRequire = 'import{createRequire as __createRequire}from"node:module";var __require=__createRequire(import.meta.url);'

interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>
}

/**
 * Puts the sources with all their dependencies into few files, cut where the sources load a part only when it is needed.
 *
 * The files are made for Bun, which then takes them as they are instead of reading them once more as TypeScript; what it alone understands
 * is replaced, so that Node runs the same files. Names stay, so that a stack says where a failure was.
 *
 * @param folder Gets the files; must exist.
 * @returns Paths of all sources, from the root of the repository.
 * @throws Error when a file has something that one of the runtimes would misunderstand.
 */
export async function bundle(folder: string): Promise<readonly string[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'latchkey-build-'))
  const metafile = join(temporary, 'inputs.json')
  try {
    await mustRun(join(root, 'node_modules/.bin/bun'), [
      'build',
      ...entries.map((entry) => join(root, entry)),
      '--target=bun',
      '--splitting',
      '--minify-whitespace',
      '--minify-syntax',
      '--entry-naming=[name].[ext]',
      // Chosen by an environment variable of pg; who wants it has it beside the program.
      '--external=pg-native',
      `--root=${root}`,
      `--outdir=${folder}`,
      `--metafile=${metafile}`,
    ])
    for (const name of readdirSync(folder))
      writeFileSync(join(folder, name), forBoth(name, readFileSync(join(folder, name), 'utf8')))
    const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile
    return Object.keys(inputs)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function forBoth(name: string, text: string): string {
  // Bun reads a file with its mark octet by octet: any other character would become two wrong ones.
  if (/[^\0-\x7f]/.test(text)) throw new Error(`${name} has characters outside ASCII, which Bun would read wrongly`)
  const replaced = text.replace(bunRequire, bothRequire)
  if (/\bimport\.meta\.require\b/.test(replaced)) throw new Error(`${name} uses import.meta.require, which Node does not have`)
  return replaced
}
