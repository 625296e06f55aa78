import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@latchkey/testing'

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
}

/** Paths of all files that belong to the repository: tracked, or new and not ignored. */
export function repositoryFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
  return listed.split('\n').filter((path) => path !== '')
}

/** TypeScript sources below a path; a file that has just gone away is left out. */
export function sources(prefix = ''): readonly SourceFile[] {
  const paths = repositoryFiles().filter((path) => path.startsWith(prefix) && /\.tsx?$/.test(path))
  return paths.flatMap((path) => {
    const text = readText(path)
    return text === undefined ? [] : [{ path, text }]
  })
}

/** Text of a file of the repository; `undefined` when it is gone. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(join(repositoryRoot, path), 'utf8')
  } catch {
    return undefined
  }
}

export interface Import {
  readonly specifier: string
  /** Erased before the program runs. */
  readonly typeOnly: boolean
}

const importPattern = /^\s*(import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm

/** Every static and dynamic import and re-export of a source text. */
export function importsOf(text: string): readonly Import[] {
  return [...text.matchAll(importPattern)].map(([, , type, from, bare, dynamic]) => ({
    specifier: from ?? bare ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }))
}

/** Code that ships: no tests and no shared test suites. */
export function isProduct(path: string): boolean {
  return (
    /^packages\/[^/]+\/src\//.test(path) &&
    !path.startsWith('packages/testing/') &&
    !path.startsWith('packages/storage/src/conformance/') &&
    !path.endsWith('.test.ts')
  )
}
