import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { reasons } from './reasons.ts'

describe('the error catalogue', () => {
  test('no id stands in two of its parts, and every part is in it', async () => {
    const folder = new URL('./reasons/', import.meta.url)
    const parts: readonly Readonly<Record<string, object>>[] = await Promise.all(
      readdirSync(folder).map((name) => import(new URL(name, folder).href)),
    )
    const ids = parts.flatMap((part) => Object.values(part).flatMap((rows) => Object.keys(rows)))
    assert.deepEqual(ids.toSorted(), Object.keys(reasons).toSorted())
  })
})
