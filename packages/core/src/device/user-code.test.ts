import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { newUserCode, parseUserCode } from './user-code.ts'

describe('RFC8628-6.1 user code', () => {
  test('a new code is accepted as shown', () => {
    for (let i = 0; i < 200; i++) {
      const code = newUserCode(randomBytes)
      assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      assert.equal(parseUserCode(code), code.replace('-', ''))
    }
  })

  for (const typed of ['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'W-D-J-B-M-J-H-T', 'wdjb\u2013mjht', 'wdjb\u2010mjht']) {
    test(`${JSON.stringify(typed)} is read as WDJBMJHT`, () => assert.equal(parseUserCode(typed), 'WDJBMJHT'))
  }

  for (const typed of ['', 'WDJB-MJH', 'WDJB-MJHTX', 'AEIO-UUUU', 'WDJB_MJHT', '12345678', 'W'.repeat(1000)]) {
    test(`${JSON.stringify(typed.slice(0, 20))} cannot be a code`, () => assert.equal(parseUserCode(typed), undefined))
  }
})
