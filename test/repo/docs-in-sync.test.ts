import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

test('docs/reference is what its generator makes of the sources', () => {
  const generator = join(import.meta.dirname, '../../tools/docs/main.ts')
  const { status, stderr } = spawnSync(process.execPath, [generator, '--check'], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
})
