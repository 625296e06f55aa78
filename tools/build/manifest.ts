import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

interface RootManifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
}

/** The manifest of the published package. It has no dependencies: what it needs is in it. */
export function publishedManifest(): string {
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as RootManifest
  const manifest = {
    name,
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=24.7', bun: '>=1.4' },
    bin: { [name]: 'bin/latchkey.js' },
    exports: { '.': { types: './types/server/src/index.d.ts', default: './lib/index.js' }, './package.json': './package.json' },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
