import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fields } from '../../src/declarations/declaration.ts'
import { longestDuration } from '../../src/declarations/duration.ts'
import { objectDeclarations } from '../../src/object-catalogue.ts'
import { clientRegistrationEmbedded } from '../../src/objects/client-registration/declaration.ts'

/** Compared with an age, never added to an instant. */
const unbounded: ReadonlySet<string> = new Set(['OAuthClient defaultMaxAge'])

function durationsOf(object: string, fields: Fields): readonly (readonly [name: string, max: number | undefined])[] {
  return Object.entries(fields).flatMap(([name, { type, update }]) =>
    type.type === 'number' && type.format === 'duration' && update !== 'serverSet' ? [[`${object} ${name}`, type.max]] : [],
  )
}

test('every duration that is set has a limit, so that the instants computed from it fit databases and dates', () => {
  const durations = [...objectDeclarations, ...clientRegistrationEmbedded].flatMap((declaration) => {
    const fields = 'fields' in declaration ? declaration.fields : 'fields' in declaration.shape ? declaration.shape.fields : {}
    return durationsOf(declaration.name, fields)
  })
  assert.ok(durations.length >= 10, durations.join('\n'))
  const wrong = durations.filter(([name, max]) => !unbounded.has(name) && (max === undefined || max > longestDuration))
  assert.deepEqual(wrong, [])
})
