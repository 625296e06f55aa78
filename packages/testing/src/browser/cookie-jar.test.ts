import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CookieJar } from './cookie-jar.ts'

const secure = new URL('https://localhost/auth/authorize')
const plain = new URL('http://localhost/auth/authorize')

function jarWith(url: URL, ...lines: readonly string[]): CookieJar {
  const headers = new Headers()
  for (const line of lines) headers.append('set-cookie', line)
  const jar = new CookieJar()
  jar.store(url, headers)
  return jar
}

describe('RFC6265-5 cookies of one browser', () => {
  test('come back to their host and path only', () => {
    const jar = jarWith(plain, 'a=1; Path=/', 'b=2; Path=/auth', 'c=3; Path=/au')
    assert.equal(jar.header(plain), 'a=1; b=2')
    assert.equal(jar.header(new URL('http://127.0.0.1/auth')), undefined)
    assert.equal(jar.header(new URL('http://localhost/login')), 'a=1')
  })

  test('are replaced by name and path, and removed by age or date', () => {
    const jar = jarWith(plain, 'a=1; Path=/', 'a=2; Path=/', 'b=1; Path=/', 'c=1; Path=/')
    jar.store(plain, new Headers([['set-cookie', 'b=; Path=/; Max-Age=0']]))
    jar.store(plain, new Headers([['set-cookie', 'c=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT']]))
    assert.deepEqual(jar.entries(), [['a', '2']])
  })

  test('with Secure do not leave over plain http and are not taken from it', () => {
    assert.equal(jarWith(secure, 'a=1; Path=/; Secure').header(plain), undefined)
    assert.throws(() => jarWith(plain, 'a=1; Path=/; Secure'))
  })

  test('with the __Host- prefix keep its rules', () => {
    assert.equal(jarWith(secure, '__Host-a=1; Path=/; Secure').header(secure), '__Host-a=1')
    for (const attributes of ['Path=/', 'Path=/auth; Secure', 'Path=/; Secure; Domain=localhost']) {
      assert.throws(() => jarWith(secure, `__Host-a=1; ${attributes}`))
    }
  })
})
