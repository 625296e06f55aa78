import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectDeparture, expectPage, type RelyingParty, Scene } from '@latchkey/testing'
import { ApiClient } from '../management/api-client.ts'

const files = { type: 'files', actions: ['read', 'write'] }
const note = { type: 'note', text: 'hello' }

let scene: Scene
let party: RelyingParty
let stranger: RelyingParty

before(async () => {
  scene = await Scene.open()
  const admin = await ApiClient.administrator(scene.server)
  await admin.create('AuthorizationDetailType', {
    ...{
      type: 'files',
      texts: { en: 'Work with files' },
      actions: { read: true, write: true, delete: true },
      remembersConsent: true,
    },
  })
  await admin.create('AuthorizationDetailType', {
    ...{ type: 'note', texts: { en: 'Note {text}' }, fields: { 0: { path: 'text' } }, required: { text: true } },
  })
  party = await scene.client({ fields: { grantTypes: ['authorization_code', 'refresh_token'] } })
  stranger = await scene.client()
  const { ids } = await admin.call('x:OAuthClient/query', { filter: { clientId: party.clientId } })
  await admin.update(
    'OAuthClient',
    { authorizationDetailsTypes: { files: true, note: true } },
    String((ids as readonly string[])[0]),
  )
})
after(() => scene[Symbol.asyncDispose]())

/** What the client hears of a request that is refused. */
async function refusalOf(details: string, by: RelyingParty = party): Promise<readonly (string | null)[]> {
  const { url } = expectDeparture(await scene.browser().open(by.begin({ authorization_details: details }).url))
  return [url.searchParams.get('error'), url.searchParams.get('code')]
}

const refused = ['invalid_authorization_details', null]

describe('RFC9396-11.1 details that are no details of the type', () => {
  const broken: readonly (readonly [what: string, details: string])[] = [
    ['a type that nobody defined', '[{"type":"everything"}]'],
    ['a type from the prototype of objects', '[{"type":"constructor"}]'],
    ['one member twice, of which parsers see another one each', '[{"type":"files","actions":["read"],"actions":["delete"]}]'],
    ['the same member twice behind an escape', '[{"type":"files","actions":["read"],"\\u0061ctions":["delete"]}]'],
    ['two documents', '[{"type":"files","actions":["read"]}][{"type":"files","actions":["delete"]}]'],
    ['a member more', '[{"type":"files","actions":["read"],"owner":true}]'],
    ['more octets than are looked at', JSON.stringify([{ ...note, text: 'x'.repeat(4100) }])],
    ['more levels than are looked at', `[${'{"a":'.repeat(100)}1${'}'.repeat(100)}]`],
    ['more details than are looked at', JSON.stringify(Array(11).fill(files))],
    ['a number that has no value', '[{"type":"note","text":1e999}]'],
  ]
  for (const [what, details] of broken) {
    test(`${what}: the client is told, and nobody is asked`, async () => assert.deepEqual(await refusalOf(details), refused))
  }

  test('a client whose record does not name the type gets none', async () => {
    assert.deepEqual(await refusalOf(JSON.stringify([files]), stranger), refused)
    const { status, body } = await stranger.form('/auth/par', {
      ...Object.fromEntries(stranger.begin().url.searchParams),
      authorization_details: JSON.stringify([files]),
    })
    assert.deepEqual([status, body['error']], [400, 'invalid_authorization_details'])
  })
})

describe('RFC9396-11.2 what the person sees', () => {
  for (const [what, text] of [
    ['markup', '<img src=x onerror=alert(1)>'],
    ['an end of the element and a form of its own', '</bdi></strong></p></li></ul><form action="https://evil.example"><button>'],
    ['an attribute', '" autofocus onfocus="alert(1)'],
    ['a placeholder', '{text} {type}'],
  ] as const) {
    test(`${what} in a value stays a text`, async () => {
      const browser = scene.browser()
      const overrides = { authorization_details: JSON.stringify([{ ...note, text }]) }
      const login = expectPage(await browser.open(party.begin(overrides).url))
      const page = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
      assert.equal(page.name, 'consent')
      assert.equal(page.forms.length, 1)
      assert.doesNotMatch(page.html, /<img src=x|evil\.example">|onfocus="alert/)
      assert.ok(page.text.includes(`Note ${text}`.replaceAll(/\s+/g, ' ')), page.text)
    })
  }

  for (const [what, text] of [
    ['a mark that turns the direction', 'pay \u202e01 RUE'],
    ['a line break', 'one\ntwo'],
    ['a control character', 'one\u0007'],
  ] as const) {
    test(`${what} in a value is refused`, async () => {
      assert.deepEqual(await refusalOf(JSON.stringify([{ ...note, text }])), refused)
    })
  }

  test('what was allowed of one detail is no consent to another', async () => {
    const browser = scene.browser()
    await party.signIn(browser, scene.person, { authorization_details: JSON.stringify([files]) })
    const wider = { authorization_details: JSON.stringify([{ ...files, actions: ['read', 'write', 'delete'] }]) }
    const silent = expectDeparture(await browser.open(party.begin({ ...wider, prompt: 'none' }).url))
    assert.equal(silent.url.searchParams.get('error'), 'consent_required')
    assert.equal(expectPage(await browser.open(party.begin(wider).url)).name, 'consent')
  })

  test('a detail beside the handle of a pushed request counts for nothing', async () => {
    const pending = party.begin({ authorization_details: JSON.stringify([files]), prompt: 'consent' })
    const { body } = await party.form('/auth/par', Object.fromEntries(pending.url.searchParams))
    const url = new URL(pending.url.origin + pending.url.pathname)
    url.search = new URLSearchParams({
      ...{ client_id: party.clientId, request_uri: String(body['request_uri']) },
      authorization_details: JSON.stringify([{ ...files, actions: ['delete'] }]),
    }).toString()
    const departure = await scene.browser().signIn(url, scene.person)
    const answer = await party.redeem(departure.url.searchParams.get('code') ?? '', { code_verifier: pending.verifier })
    assert.deepEqual(answer.body['authorization_details'], [files])
  })
})

describe('RFC9700-2.3 a token never gets more than was allowed', () => {
  test('not at a refresh, however the request is written', async () => {
    const pending = party.begin({
      scope: 'openid offline_access',
      authorization_details: JSON.stringify([files]),
      prompt: 'consent',
    })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const { body } = await party.redeem(departure.url.searchParams.get('code') ?? '', { code_verifier: pending.verifier })
    const token = String(body['refresh_token'])
    for (const wider of [
      [{ ...files, actions: ['read', 'write', 'delete'] }],
      [{ ...files, actions: ['delete'] }],
      [{ type: 'files' }],
      [files, note],
      [{ ...files, actions: ['read', ['delete']] }],
    ]) {
      const answer = await party.refresh(token, { authorization_details: JSON.stringify(wider) })
      assert.deepEqual([answer.status, answer.body['error']], [400, 'invalid_authorization_details'], JSON.stringify(wider))
    }
    const { body: same } = await party.refresh(token)
    assert.deepEqual(same['authorization_details'], [files])
  })
})
