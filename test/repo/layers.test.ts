import assert from 'node:assert/strict'
import { dirname, join } from 'node:path/posix'
import { describe, test } from 'node:test'
import { importsOf, isProduct, readText, sources } from './source-files.ts'

/** What a package may import of ours; arrows only point down. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  identity: ['core'],
  storage: ['core', 'identity', 'management'],
  pages: [],
  management: ['core', 'identity'],
  server: ['core', 'identity', 'storage', 'pages', 'management'],
  console: ['management'],
  cli: ['server', 'storage', 'management'],
  testing: ['core', 'identity', 'storage', 'pages', 'management', 'server'],
}

/** What a package may import of others, besides Node's built-in modules. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  core: ['jose'],
  identity: ['bcryptjs'],
  storage: ['kysely', 'pg'],
  pages: ['hono'],
  management: ['valibot'],
  server: ['hono', '@hono/node-server', 'jose'],
  console: ['preact'],
  cli: [],
}

/** Rank of each folder of core; a folder imports values of its own or a lower rank only. */
const coreRanks: Readonly<Record<string, number>> = {
  ids: 0,
  awaitable: 0,
  spec: 0,
  wire: 0,
  errors: 0,
  ports: 0,
  checks: 0,
  settings: 0,
  trace: 0,
  'provider-contract': 0,
  clients: 1,
  keys: 1,
  encryption: 1,
  scopes: 1,
  claims: 1,
  subjects: 1,
  audit: 1,
  'account-access': 1,
  consent: 1,
  device: 1,
  backchannel: 1,
  dpop: 1,
  sessions: 1,
  interaction: 1,
  'client-auth': 1,
  'client-keys': 1,
  'mutual-tls': 1,
  'client-documents': 1,
  logout: 1,
  pkce: 1,
  posture: 1,
  resources: 1,
  'rich-authorization': 1,
  'trusted-issuers': 1,
  'authorization-request': 1,
  'request-objects': 1,
  tokens: 1,
  endpoints: 2,
  provider: 3,
  index: 4,
}

const product = sources('packages/').filter(({ path }) => isProduct(path))

describe('layers', () => {
  test('a package imports only the packages below it', () => {
    const wrong = product.flatMap(({ path, text }) => {
      const name = packageOf(path)
      return importsOf(text).flatMap(({ specifier }) => {
        const other = /^@latchkey\/([^/]+)/.exec(specifier)?.[1]
        return other === undefined || mayImport[name]?.includes(other) ? [] : [`${path} imports ${specifier}`]
      })
    })
    assert.deepEqual(wrong, [])
  })

  test('the console knows of management its schema and nothing else, and runs in a browser', () => {
    const own = product.filter(({ path }) => packageOf(path) === 'console')
    assert.ok(own.length > 20)
    const wrong = own.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(
          ({ specifier, typeOnly }) =>
            /^(node:|@latchkey\/)/.test(specifier) && !(typeOnly && specifier === '@latchkey/management/schema'),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    assert.deepEqual(wrong, [])
  })

  test('a package uses only the libraries that its profile allows', () => {
    const wrong = product.flatMap(({ path, text }) =>
      importsOf(text).flatMap(({ specifier }) => {
        if (/^(\.|@latchkey\/|node:)/.test(specifier)) return []
        const library = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/')
        return mayUse[packageOf(path)]?.includes(library) ? [] : [`${path} imports ${specifier}`]
      }),
    )
    assert.deepEqual(wrong, [])
  })

  test('a manifest declares what the layers allow, and the test kit is nobody’s dependency', () => {
    for (const [name, below] of Object.entries(mayImport)) {
      const manifest = JSON.parse(readText(`packages/${name}/package.json`) ?? '{}') as { dependencies?: Record<string, string> }
      const ours = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@latchkey/'))
      const wrong = ours.filter((dependency) => !below.includes(dependency.slice('@latchkey/'.length)))
      assert.deepEqual(wrong, [], `packages/${name}/package.json`)
    }
  })

  test('a relative import stays inside its package', () => {
    const wrong = product.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => join(dirname(path), specifier))
        .filter((target) => !target.startsWith(`packages/${packageOf(path)}/src/`))
        .map((target) => `${path} imports ${target}`),
    )
    assert.deepEqual(wrong, [])
  })

  test('core imports no built-in module', () => {
    const wrong = product
      .filter(({ path }) => packageOf(path) === 'core')
      .flatMap(({ path, text }) => importsOf(text).map(({ specifier }) => ({ path, specifier })))
      .filter(({ specifier }) => specifier.startsWith('node:'))
    assert.deepEqual(wrong, [])
  })

  test('inside core values come from the same or a lower rank', () => {
    const wrong = coreEdges()
      .filter(({ typeOnly }) => !typeOnly)
      .filter(({ from, to }) => rankOf(from) < rankOf(to))
      .map(({ from, to }) => `${from} (rank ${rankOf(from)}) imports ${to} (rank ${rankOf(to)})`)
    assert.deepEqual(wrong, [])
  })

  test('inside core every folder has a rank', () => {
    const paths = product.map(({ path }) => path).filter((path) => path.startsWith('packages/core/src/'))
    const unknown = paths.filter((path) => coreRanks[coreFolder(path)] === undefined)
    assert.deepEqual(unknown, [])
  })

  test('endpoint folders of core never import each other', () => {
    const endpoint = (path: string) => /endpoints\/([^/]+)\//.exec(path)?.[1]
    const wrong = coreEdges().filter(({ from, to }) => {
      const [mine, other] = [endpoint(from), endpoint(to)]
      return mine !== undefined && other !== undefined && mine !== other
    })
    assert.deepEqual(wrong, [])
  })

  test('only the index of a package re-exports from other files', () => {
    const wrong = product.filter(
      ({ path, text }) =>
        !/^packages\/[^/]+\/src\/((schema|import)\/)?index\.ts$/.test(path) && /^export (\*|\{[^}]*\} from)/m.test(text),
    )
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

  test('no file or folder has a name that says nothing', () => {
    const empty = /^(helpers?|utils?|utilities|common|misc|shared|managers?|services?|data)$/
    const wrong = sources().filter(({ path }) => path.split(/[/.]/).some((part) => empty.test(part)))
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })
})

function packageOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function coreFolder(path: string): string {
  return (path.slice('packages/core/src/'.length).split('/')[0] ?? '').replace(/\.ts$/, '')
}

function rankOf(path: string): number {
  return coreRanks[coreFolder(path)] ?? 0
}

function coreEdges(): readonly { readonly from: string; readonly to: string; readonly typeOnly: boolean }[] {
  return product
    .filter(({ path }) => path.startsWith('packages/core/src/'))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier, typeOnly }) => ({ from: path, to: join(dirname(path), specifier), typeOnly })),
    )
}
