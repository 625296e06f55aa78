import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './root.ts'

/** What the type checker wrote, below `dist/types`. */
const emitted = join(root, 'dist/types')
const entry = join(emitted, 'server/src/index.d.ts')
const specifiers = /(\bfrom\s+|\bimport\s*\(\s*)(['"])([^'"]+)\2/g

interface Manifest {
  readonly types?: string
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly import?: { readonly types?: string } }>>
}

/**
 * Copies the type declarations that the library's own reach, those of other packages among them, so that a package without dependencies has
 * all its types. Names of packages become relative paths.
 *
 * @param folder Gets them; made if need be.
 * @returns Paths of all declarations, from the root of the repository.
 */
export function copyDeclarations(folder: string): readonly string[] {
  const copied = new Set<string>()
  const copy = (file: string): void => {
    if (copied.has(file)) return
    copied.add(file)
    const text = readFileSync(file, 'utf8').replace(specifiers, (whole, before: string, quote: string, name: string) => {
      if (name.startsWith('node:')) return whole
      const target = declarationOf(name, file)
      copy(target)
      const path = relative(dirname(placeOf(file)), placeOf(target)).replace(/\.d\.ts$/, '.js')
      return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`
    })
    const place = join(folder, placeOf(file))
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
  }
  copy(entry)
  return [...copied].map((file) => relative(root, file))
}

/** Path of a declaration in the published folder. */
function placeOf(file: string): string {
  const place = file.startsWith(emitted) ? relative(emitted, file) : join('others', relative(join(root, 'node_modules'), file))
  return place.replace(/\.d\.mts$/, '.d.ts')
}

/** The file that declares what `name` exports. @throws Error when it is neither a file, nor of ours, nor a package with types. */
function declarationOf(name: string, importer: string): string {
  if (name.startsWith('.')) return join(dirname(importer), name.replace(/(\.d)?\.([cm]?)[jt]s$/, '.d.$2ts'))
  const [, scope, own] = /^(@latchkey\/)?([^/]+|@[^/]+\/[^/]+)/.exec(name) ?? []
  const subpath = `.${name.slice(`${scope ?? ''}${own ?? ''}`.length)}`
  const place = scope === undefined ? join(root, 'node_modules', own ?? '') : join(root, 'packages', own ?? '')
  const { exports } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as Manifest
  const found = exports[subpath]
  if (scope !== undefined && typeof found === 'string') return join(emitted, own ?? '', found.replace(/\.ts$/, '.d.ts'))
  const types = typeof found === 'object' ? (found.types ?? found.import?.types) : undefined
  if (types === undefined) throw new Error(`${name}, which ${relative(root, importer)} imports, has no types`)
  return join(place, types)
}
