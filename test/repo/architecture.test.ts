import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readText, repositoryFiles } from './source-files.ts'

const text = readText('docs/architecture.md') ?? ''
const files = repositoryFiles()
const places = new Set(files.flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))))

/** The map's lines `folder/ file.ts  what it is`, below the heading of their package. */
const map = new Map<string, readonly string[]>()
for (const [, block = ''] of text.matchAll(/^```\n([\s\S]*?)^```$/gm)) {
  let root = ''
  for (const line of block.trimEnd().split('\n')) {
    if (!line.startsWith(' ')) {
      root = `packages/${line.replace(/\/$/, '')}`
      map.set(root, [])
      continue
    }
    const [names = ''] = line.trim().split(/\s{2,}/)
    map.set(root, [...(map.get(root) ?? []), ...names.split(' ').map((name) => name.replace(/\/$/, ''))])
  }
}

describe('docs/architecture.md', () => {
  test('names no file and no folder that does not exist', () => {
    const paths = [...text.matchAll(/`([\w/.-]+(?:\.ts|\/))`/g)].map(([, path = '']) => path.replace(/\/$/, ''))
    assert.ok(paths.length > 15)
    const missing = paths.filter((path) => ![...places].some((place) => place === path || place.endsWith(`/${path}`)))
    assert.deepEqual(missing, [])
  })

  test('has every folder of the packages that it maps, and nothing else', () => {
    assert.deepEqual(
      [...map.keys()],
      ['packages/core/src', 'packages/storage/src', 'packages/server/src', 'packages/console/src'],
    )
    for (const [root, names] of map) {
      const inside = [...places].filter((place) => place.startsWith(`${root}/`)).map((place) => place.slice(root.length + 1))
      const folders = inside.filter((place) => inside.some((other) => other.startsWith(`${place}/`)) && !place.includes('/'))
      assert.deepEqual(
        names.filter((name) => !inside.includes(name)),
        [],
        root,
      )
      assert.deepEqual(
        folders.filter((name) => !names.includes(name)),
        [],
        root,
      )
    }
  })
})
