import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readText, sources } from './source-files.ts'

test('every check of the reference is named by a test', () => {
  const reference = readText('docs/reference/checks.md') ?? ''
  const names = [...reference.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  const tests = sources().filter(({ path }) => path.endsWith('.test.ts'))
  const text = tests.map((file) => file.text).join('\n')
  assert.ok(names.length >= 80)
  assert.deepEqual(
    names.filter((name) => !text.includes(`'${name}'`) && !text.includes(`'${name} `)),
    [],
  )
})
