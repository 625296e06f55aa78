import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { mustRun } from '../test-run/command.ts'
import { root } from './root.ts'

const home = join(root, 'packages/console')

/** Where a checkout serves the console from. */
export const consoleOutput: string = join(home, 'dist')

interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>
}

/**
 * Builds the web console: a script and a stylesheet with hashed names, packed in the forms that browsers take, and the page that loads them. What was there
 * is replaced at once when everything is made.
 *
 * @param folder Gets the console.
 * @returns Paths of all sources, from the root of the repository.
 * @throws Error when the sources do not compile.
 */
export async function buildConsole(folder: string): Promise<readonly string[]> {
  mkdirSync(join(folder, '..'), { recursive: true })
  const staged = mkdtempSync(`${folder}-`)
  try {
    const assets = join(staged, 'assets')
    const metafile = join(staged, 'inputs.json')
    await mustRun(join(root, 'node_modules/.bin/bun'), [
      'build',
      join(home, 'src/main.tsx'),
      join(home, 'src/style/style.css'),
      '--target=browser',
      '--production',
      '--entry-naming=[name]-[hash].[ext]',
      `--root=${root}`,
      `--outdir=${assets}`,
      `--metafile=${metafile}`,
    ])
    const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile
    rmSync(metafile)
    const names = readdirSync(assets)
    for (const name of names) pack(join(assets, name))
    writeFileSync(join(staged, 'index.html'), page(names))
    // Others may run what somebody builds.
    chmodSync(staged, 0o755)
    rmSync(folder, { recursive: true, force: true })
    renameSync(staged, folder)
    return Object.keys(inputs)
  } catch (error) {
    rmSync(staged, { recursive: true, force: true })
    throw error
  }
}

/** Whether the console was built after all of its sources were written. */
export function isConsoleFresh(): boolean {
  try {
    const built = statSync(join(consoleOutput, 'index.html')).mtimeMs
    const sources = readdirSync(join(home, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => join(home, 'src', path))
    return [...sources, join(home, 'package.json'), import.meta.filename].every((path) => statSync(path).mtimeMs < built)
  } catch {
    return false
  }
}

/** The page of the console; where it is served is filled in by the server. */
function page(names: readonly string[]): string {
  const named = (ending: string): string => {
    const name = names.find((one) => one.endsWith(ending))
    if (name === undefined) throw new Error(`the bundler made no ${ending}`)
    return name
  }
  const template = readFileSync(join(home, 'src/index.html'), 'utf8')
  return template.replace('%script%', named('.js')).replace('%style%', named('.css'))
}

function pack(path: string): void {
  const content = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
