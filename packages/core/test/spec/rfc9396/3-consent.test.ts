import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthorizeOutcome, Client } from '@latchkey/core'
import { BrowserSteps, codeOf, expectSent, pageOf } from '../../browser-steps.ts'
import { asked, files, payment, types } from '../../detail-kit.ts'

async function open(change: Partial<Client> = {}): Promise<BrowserSteps> {
  const steps = await BrowserSteps.open({ authorizationDetailsTypes: ['payment', 'files'], ...change })
  steps.test.defineDetailTypes(...types)
  return steps
}

/** What a signed-in person who allows it once is asked when the same request comes again. */
async function again(steps: BrowserSteps, first: string, second = first): Promise<AuthorizeOutcome> {
  await steps.complete({ authorization_details: first })
  return steps.authorize({ authorization_details: second })
}

describe('RFC9396-3 the person is asked', () => {
  test('in the words of the type, with everything that the detail says', async () => {
    await using steps = await open()
    const outcome = await steps.authorize({ authorization_details: asked({ ...payment, tags: ['a', 'b'], urgent: false }) })
    const transaction = pageOf(outcome, 'login', 'no_session')
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
    const [shown, ...more] = (await steps.open(transaction)).details
    assert.equal(more.length, 0)
    assert.deepEqual(shown?.texts['en'], [
      { kind: 'words', text: 'Pay ' },
      { kind: 'value', path: 'amount.value', value: ['12.50'] },
      { kind: 'words', text: ' ' },
      { kind: 'value', path: 'amount.currency', value: ['EUR'] },
      { kind: 'words', text: ' to ' },
      { kind: 'value', path: 'creditor', value: ['Merchant <A>'] },
      { kind: 'words', text: '' },
    ])
    assert.deepEqual(
      shown.members.map(({ path, value }) => [path, value]),
      [
        ['amount.value', ['12.50']],
        ['amount.currency', ['EUR']],
        ['creditor', ['Merchant <A>']],
        ['tags', ['a', 'b']],
        ['urgent', false],
      ],
    )
  })

  test('each time, for a type that says so', async () => {
    await using steps = await open()
    const outcome = await again(steps, asked(payment))
    assert.equal((await steps.open(pageOf(outcome, 'consent', 'consent_missing'))).asksForDetailsAlways, true)
  })

  test('once, for the very same detail of a type that lets it be remembered, whatever the order of its members', async () => {
    await using steps = await open()
    const { type, ...rest } = files
    codeOf(await again(steps, asked(files), asked({ ...rest, type })))
  })

  for (const [what, detail] of [
    ['more', { ...files, actions: ['read', 'write', 'delete'] }],
    ['less', { ...files, actions: ['read'] }],
    ['something else', { ...files, identifier: 'x' }],
  ] as const) {
    test(`again, for ${what} than was allowed`, async () => {
      await using steps = await open()
      const outcome = await again(steps, asked(files), asked(detail))
      const { details } = await steps.open(pageOf(outcome, 'consent', 'consent_missing'))
      assert.deepEqual(
        details.map(({ isNew }) => isNew),
        [true],
      )
    })
  }

  test('again, where one of two details is new', async () => {
    await using steps = await open()
    pageOf(await again(steps, asked(files), asked(files, payment)), 'consent', 'consent_missing')
  })

  test('a consent to scopes alone covers no details', async () => {
    await using steps = await open()
    await steps.complete()
    pageOf(await steps.authorize({ authorization_details: asked(files) }), 'consent', 'consent_missing')
  })

  test('prompt=none with details that nobody allowed is consent_required', async () => {
    await using steps = await open()
    await steps.complete()
    for (const detail of [files, payment]) {
      const outcome = await steps.authorize({ authorization_details: asked(detail), prompt: 'none' })
      expectSent(outcome, 'consent_required', 'prompt_none_consent_missing')
    }
  })

  test('nobody is asked for a first-party client of an administrator', async () => {
    await using steps = await open({ skipConsent: true })
    codeOf(await steps.complete({ authorization_details: asked(payment) }))
    const grant = await steps.test.ports.stores.codes.find(
      steps.test.crypto.digest(codeOf(await steps.complete({ authorization_details: asked(payment) }))),
      steps.test.now,
    )
    assert.deepEqual(grant?.grant.authorizationDetails, [payment])
  })

  test('a type that is switched off while the person reads is neither shown nor granted', async () => {
    await using steps = await open()
    await steps.signIn()
    const outcome = await steps.authorize({ authorization_details: asked(files, payment) })
    const transaction = pageOf(outcome, 'consent', 'consent_missing')
    steps.test.defineDetailTypes({ ...types[0], enabled: false }, types[1])
    assert.deepEqual(
      (await steps.open(transaction)).details.map(({ type }) => type),
      ['files'],
    )
    const code = codeOf(await steps.decide(transaction, 'allow'))
    const stored = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now)
    assert.deepEqual(stored?.grant.authorizationDetails, [files])
  })

  test('a wrong detail is told to the client as invalid_authorization_details', async () => {
    await using steps = await open()
    const outcome = await steps.authorize({ authorization_details: asked({ type: 'payment' }) })
    expectSent(outcome, 'invalid_authorization_details', 'details_member_missing')
  })

  test('RFC9396-7 a token through the browser says them as JSON text beside it', async () => {
    const grantTypes = ['authorization_code', 'implicit']
    await using steps = await open({ responseTypes: ['code id_token token'], grantTypes })
    const request = { response_type: 'code id_token token', authorization_details: asked(files) }
    const { parameters } = await steps.complete(request)
    assert.deepEqual(JSON.parse(parameters['authorization_details'] ?? ''), [files])
  })
})
