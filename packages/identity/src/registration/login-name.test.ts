import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseDomain, parseLoginName } from './login-name.ts'

const username = { loginName: 'username' } as const
const email = { loginName: 'email' } as const
const domains = { loginName: 'email', domains: ['mail.example'] } as const

describe('the name that somebody chose to sign in with', () => {
  for (const [typed, name] of [
    ['ada', 'ada'],
    ['  Ada Lovelace ', 'Ada Lovelace'],
    ['ａｄａ', 'ada'],
    ['müller-3', 'müller-3'],
    ['Ελένη', 'Ελένη'],
    ['анна', 'анна'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['<b>ada</b>', '<b>ada</b>'],
  ] as const) {
    test(`${JSON.stringify(typed.slice(0, 20))} is ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.deepEqual(parseLoginName(typed, username), { username: name })
    })
  }

  for (const [typed, why] of [
    ['', 'nothing'],
    ['   ', 'blanks'],
    ['a'.repeat(65), 'too long'],
    ['ada@mail.example', 'the address of somebody'],
    ['ada＠mail.example', 'a wide @'],
    ['аda', 'Cyrillic а before Latin letters'],
    ['adμin', 'Greek μ between Latin letters'],
    ['ada\u200bx', 'a character that nobody sees'],
    ['ada\u034f', 'a mark that nobody sees'],
    ['ada\ufe0f', 'a selector of a variant'],
    ['ada\u3164', 'a filler, which counts as a letter'],
    ['ada\u2800x', 'Braille without dots'],
    ['ada\u202etxt', 'a character that turns the direction'],
    ['a  b', 'two blanks'],
    ['a\nb', 'two lines'],
    ['a\0', 'a null'],
    ['\ud800', 'half a character'],
  ] as const) {
    test(`is refused: ${why}`, () => {
      assert.deepEqual(parseLoginName(typed, username), { problem: 'username_invalid' })
    })
  }
})

describe('the e-mail address that somebody signs in with', () => {
  for (const [typed, address] of [
    ['ada@mail.example', 'ada@mail.example'],
    [' Ada.L+x@MAIL.Example ', 'Ada.L+x@mail.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ] as const) {
    test(`${typed} is ${address}`, () => {
      assert.deepEqual(parseLoginName(typed, email), { username: address, email: address })
    })
  }

  for (const typed of [
    ...['ada', '@mail.example', 'ada@', 'ada@localhost', 'ada@127.0.0.1', 'ada@[::1]', 'ada@0x7f.1', 'a b@mail.example'],
    ...['ada@mail.example.', '.ada@mail.example', 'a..b@mail.example', '"a b"@mail.example', 'a@b@mail.example'],
    ...[
      'аda@mail.example',
      'ada@mail.example/x',
      'ada@mail.example?x',
      'ada@mail.example:25',
      'ada@-x.example',
      'ada@x_y.example',
    ],
    ...[
      `${'a'.repeat(65)}@mail.example`,
      `ada@${'a'.repeat(64)}.example`,
      `ada@${'a.'.repeat(125)}example`,
      'ada@mail%2eexample',
    ],
  ]) {
    test(`${JSON.stringify(typed.slice(0, 30))} is none`, () => {
      assert.deepEqual(parseLoginName(typed, email), { problem: 'email_invalid' })
    })
  }

  for (const typed of ['ada@other.example', 'ada@sub.mail.example', 'ada@mail.example.evil.example', 'ada@xmail.example']) {
    test(`${typed} is of another domain than mail.example`, () => {
      assert.deepEqual(parseLoginName(typed, domains), { problem: 'email_domain' })
    })
  }

  test('case of the domain does not matter', () => {
    assert.deepEqual(parseLoginName('Ada@Mail.EXAMPLE', domains), { username: 'Ada@mail.example', email: 'Ada@mail.example' })
  })
})

describe('a domain', () => {
  test('has two labels at least, and is answered in one form', () => {
    assert.equal(parseDomain('Mail.Example'), 'mail.example')
    for (const text of ['', 'example', '.example', 'mail..example', '1.2.3.4', 'user@mail.example', 'mail.example/']) {
      assert.equal(parseDomain(text), undefined, text)
    }
  })
})
