import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isProduct, readText, repositoryFiles, sources } from './source-files.ts'

const texts = repositoryFiles()
  .filter((path) => !/\.(png|ico|woff2?|jpg)$/.test(path))
  .map((path) => ({ path, text: readText(path) ?? '' }))

describe('files of the repository', () => {
  test('the lockfile names no registry', () => {
    const lock = readText('package-lock.json') ?? ''
    assert.ok(lock.length > 0)
    assert.doesNotMatch(lock, /"resolved": "https?:/)
    assert.equal(texts.filter(({ path }) => path.endsWith('.npmrc')).length, 0)
  })

  test('every package of the lockfile has an integrity, but the workspaces and what only other platforms install', () => {
    const lock = JSON.parse(readText('package-lock.json') ?? '{}') as { packages: Record<string, Record<string, unknown>> }
    const open = Object.entries(lock.packages).filter(
      ([path, entry]) =>
        path.includes('node_modules/') &&
        entry['link'] !== true &&
        typeof entry['integrity'] !== 'string' &&
        !(path.startsWith('node_modules/@biomejs/cli-') && entry['optional'] === true),
    )
    assert.deepEqual(
      open.map(([path]) => path),
      [],
    )
  })

  test('no file names a folder of one machine', () => {
    // Written in pieces, so that this file does not match itself.
    const folders = new RegExp(['/ro', 'ot/|/wo', 'rk/(?!flows)|/ho', 'me/[a-z]|C:\\\\\\\\Us', 'ers'].join(''))
    const wrong = texts.filter(({ path, text }) => path !== 'package-lock.json' && folders.test(text))
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

  test('product code has no unfinished places and no leftovers of debugging', () => {
    const marks = new RegExp(['TO', 'DO(?! #\\d)|FIX', 'ME|XX', 'X\\b|\\bdebu', 'gger\\b'].join(''))
    const wrong = sources('packages/').filter(({ path, text }) => isProduct(path) && marks.test(text))
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

  test('a lint suppression says why', () => {
    const wrong = sources().flatMap(({ path, text }) =>
      [...text.matchAll(/biome-ignore[^\n]*/g)].filter(([line]) => !/: \S.{10,}/.test(line)).map(([line]) => `${path}: ${line}`),
    )
    assert.deepEqual(wrong, [])
  })

  test('no type check is switched off', () => {
    const marks = new RegExp(['@ts-', '(ignore|nocheck)'].join(''))
    assert.deepEqual(
      sources()
        .filter(({ text }) => marks.test(text))
        .map(({ path }) => path),
      [],
    )
  })

  test('the environment is read in one folder of the server only', () => {
    const wrong = sources('packages/').filter(
      ({ path, text }) => isProduct(path) && /\bprocess\.env\b/.test(text) && !path.startsWith('packages/server/src/options/'),
    )
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })
})
