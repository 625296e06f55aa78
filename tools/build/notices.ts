import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
}

/**
 * Names and licences of the packages that sources come from, which every copy of them has to bring.
 *
 * @param sources Paths from the root of the repository.
 * @throws Error when a package does not say under which licence it is.
 */
export function thirdPartyNotices(sources: readonly string[]): string {
  const folders = [...new Set(sources.flatMap((path) => packageFolder(path) ?? []))].sort()
  const chapters = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
    const text = licenceText(folder)
    if (text === undefined) throw new Error(`${folder} has no licence text, which a copy of it must bring`)
    return `## ${name} ${version} (${license})\n\n${text.trim()}\n`
  })
  return ['# Third-party notices\n\nLatchkey contains code of these packages.\n', ...chapters].join('\n')
}

/** `node_modules/NAME` of a source of a dependency; the last one, since dependencies nest. */
function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
}

function licenceText(folder: string): string | undefined {
  const name = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
  if (name !== undefined) return readFileSync(join(root, folder, name), 'utf8')
  const readme = readdirSync(join(root, folder)).find((entry) => /^readme/i.test(entry))
  if (readme === undefined) return undefined
  // Some have their licence as the last chapter of the read-me.
  return /^#+ +licen[cs]e\b.*\n([\s\S]*)/im.exec(readFileSync(join(root, folder, readme), 'utf8'))?.[1]
}
