import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adjustableRuleOf } from '@latchkey/core'
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

test('every check that a rule makes stricter or laxer counts for that rule where it only reports', () => {
  const rows = /name: '([a-z0-9-]+)',\n\s+spec: '[^']+',\n(?:\s+at(?:: [^\n]+)?,\n)?\s+posture(.*?)\n\s+run\b/gs
  const adjustable = sources()
    .filter(({ path }) => path.startsWith('packages/core/src/') && !path.endsWith('.test.ts'))
    .flatMap(({ text }) => [...text.matchAll(rows)])
    .flatMap(([, name = '', posture = '']) => (posture.startsWith(": () => '") ? [] : [name]))
  assert.ok(adjustable.length >= 20, `${adjustable.length} found`)
  assert.deepEqual(
    adjustable.filter((name) => adjustableRuleOf(name) === undefined),
    [],
  )
})
