import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun } from '../test-run/command.ts'
import { buildConsole } from './build-console.ts'
import { bundle } from './bundle.ts'
import { copyDeclarations } from './declarations.ts'
import { launcher } from './launcher.ts'
import { publishedManifest } from './manifest.ts'
import { thirdPartyNotices } from './notices.ts'
import { root } from './root.ts'

/** The command in a folder that `buildPackage` filled. */
export const command = 'bin/latchkey.js'

export interface BuildOptions {
  /** Gets the package; what is in it is removed. */
  readonly folder: string
  /** With the types of the library, which takes a run of the type checker; without them it is a program to be run, not a package to be published. */
  readonly withTypes: boolean
}

/**
 * Builds the package that is published: the program in few files, the web console, the library with its types, licences.
 *
 * @throws Error when the sources do not compile.
 */
export async function buildPackage({ folder, withTypes }: BuildOptions): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['bin', 'lib']) mkdirSync(join(folder, name), { recursive: true })
  const sources = [...(await bundle(join(folder, 'lib'))), ...(await buildConsole(join(folder, 'console')))]
  if (withTypes) {
    await mustRun(join(root, 'node_modules/.bin/tsc'), ['-b', join(root, 'packages/server')])
    sources.push(...copyDeclarations(join(folder, 'types')))
  }
  writeFileSync(join(folder, command), launcher, { mode: 0o755 })
  writeFileSync(join(folder, 'package.json'), publishedManifest())
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.md'), thirdPartyNotices(sources))
  for (const name of ['LICENSE', 'README.md']) copyFileSync(join(root, name), join(folder, name))
}
