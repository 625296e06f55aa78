import assert from 'node:assert/strict'
import { matchesGlob } from 'node:path'
import { test } from 'node:test'
import { steps } from '../../tools/test-run/steps.ts'
import { repositoryFiles } from './source-files.ts'

test('every test file is run by some step of npm test', () => {
  const files = repositoryFiles().filter((path) => path.endsWith('.test.ts'))
  const patterns = steps.flatMap((step) => step.patterns)
  assert.ok(files.length > 0)
  assert.deepEqual(
    files.filter((path) => !patterns.some((pattern) => matchesGlob(path, pattern))),
    [],
  )
})
