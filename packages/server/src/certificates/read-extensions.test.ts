import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DerMistake } from './read-der.ts'
import { readExtensions } from './read-extensions.ts'

function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, content.length]), content])
}

const basicConstraints = Buffer.from([0x55, 0x1d, 0x13])
const extension = (value: Uint8Array): Uint8Array => element(0x30, element(0x06, basicConstraints), element(0x04, value))
const authority = element(0x30, element(0x01, Buffer.from([0xff])))
const nobody = element(0x30)

describe('RFC5280-4.2 extensions of a certificate', () => {
  test('say what one of them says', () => {
    assert.deepEqual(readExtensions(element(0x30, extension(authority))).authority, {})
    assert.equal(readExtensions(element(0x30, extension(nobody))).authority, undefined)
    assert.equal(readExtensions(undefined).authority, undefined)
  })

  test('are not read where one stands there twice, as others would take the other one', () => {
    for (const [first, second] of [
      [authority, nobody],
      [nobody, authority],
      [authority, authority],
    ] as const) {
      assert.throws(() => readExtensions(element(0x30, extension(first), extension(second))), DerMistake)
    }
  })

  test('are not read where something follows or a length is not the shortest', () => {
    const one = element(0x30, extension(authority))
    assert.throws(() => readExtensions(Buffer.concat([one, element(0x05)])), DerMistake)
    const [tag = 0, length = 0, ...content] = one
    assert.throws(() => readExtensions(Uint8Array.from([tag, 0x81, length, ...content])), DerMistake)
  })
})
