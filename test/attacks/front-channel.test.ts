import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  codeOf,
  type Departure,
  expectDeparture,
  expectErrorPage,
  expectJsonError,
  expectRedirectError,
  type PendingSignIn,
  type RelyingParty,
  responseOf,
  Scene,
} from '@latchkey/testing'
import { decodeJwt } from 'jose'

let scene: Scene
/** May use every response type. */
let party: RelyingParty
/** Codes only, as every client that asked for nothing else. */
let plain: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await openToAll()
  plain = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

const tokenTypes = ['id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token']

function openToAll(): Promise<RelyingParty> {
  const grantTypes = ['authorization_code', 'implicit', 'refresh_token']
  return scene.client({ fields: { responseTypes: ['code', 'none', ...tokenTypes], grantTypes } })
}

/** Sign-in of a person whose browser knows nothing yet. */
async function arrive(overrides: Readonly<Record<string, string | undefined>>, from: RelyingParty = party) {
  const pending = from.begin(overrides)
  const departure = await scene.browser().signIn(pending.url, scene.person)
  return { pending, departure, parameters: responseOf(departure) }
}

/** Nothing that anybody could use left the server. */
function expectNothing(departure: Departure): void {
  const text = departure.url.href + String(departure.form)
  for (const secret of ['code=', 'access_token=', 'id_token=', 'lk_at_', 'lk_ac_', 'eyJ'])
    assert.ok(!text.includes(secret), secret)
}

describe('RFC9700-2.1.2 tokens through the browser are for clients that registered for them', () => {
  for (const response_type of [...tokenTypes, 'none', 'token']) {
    test(`${response_type} is refused to a client for codes, signed in or not`, async () => {
      const browser = scene.browser()
      await plain.signIn(browser, scene.person)
      for (const each of [browser, scene.browser()]) {
        const pending = plain.begin({ response_type })
        const departure = expectDeparture(await each.open(pending.url))
        expectNothing(departure)
        const error = response_type === 'token' ? 'unsupported_response_type' : 'unauthorized_client'
        refused(departure, pending, error, response_type !== 'none', plain)
      }
    })
  }

  test('a client of the registration endpoint gets only what its registration names', async () => {
    await scene.settings({ anonymousClientRegistration: 'true' })
    const metadata = { redirect_uris: ['https://registered.example/cb'], token_endpoint_auth_method: 'none' }
    const { body } = await register(metadata)
    const url = new URL(`${scene.issuer}/auth/authorize`)
    const request = { client_id: String(body['client_id']), response_type: 'id_token token', scope: 'openid', nonce: 'n' }
    url.search = String(new URLSearchParams({ ...request, redirect_uri: 'https://registered.example/cb' }))
    expectNothing(expectDeparture(await scene.browser().open(url)))
    const inconsistent = await register({ ...metadata, response_types: ['id_token token'] })
    expectJsonError(inconsistent, 'invalid_client_metadata', 'grant_types_mismatch', 400)
  })

  test('a client without a record gets none', async () => {
    await scene.settings({ requireClientRegistration: 'false' })
    const url = plain.begin({ response_type: 'id_token token', client_id: 'nobody', redirect_uri: 'https://evil.example/cb' }).url
    expectErrorPage(await scene.browser().open(url), 'unauthorized_client', 'response_type_not_allowed')
    url.searchParams.set('redirect_uri', 'http://127.0.0.1:9/cb')
    expectNothing(expectDeparture(await scene.browser().open(url)))
    await scene.settings({ requireClientRegistration: 'true' })
  })
})

describe('OMRT-5 response mode downgrade', () => {
  for (const response_type of tokenTypes) {
    for (const response_mode of ['query', 'query.jwt']) {
      test(`${response_type} asked for by ${response_mode} puts nothing into the query`, async () => {
        const { departure, pending, parameters } = await arrive({ response_type, response_mode })
        assert.equal(departure.url.search, '')
        expectNothing({ ...departure, url: new URL(departure.url.origin) })
        if (response_mode === 'query') refused(departure, pending, 'invalid_request', true)
        else assert.equal(decodeJwt(parameters.get('response') ?? '')['error'], 'invalid_request')
      })
    }
  }

  for (const name of ['response_mode', 'response_type']) {
    test(`a repeated ${name} is refused: nobody gets the weaker of the two`, async () => {
      const pending = party.begin({ response_type: 'code id_token', response_mode: 'fragment' })
      pending.url.searchParams.append(name, name === 'response_mode' ? 'query' : 'code')
      const departure = expectDeparture(await scene.browser().open(pending.url))
      expectNothing(departure)
      assert.equal(responseOf(departure).get('error'), 'invalid_request')
    })
  }
})

describe('OMRT-4 response type none', () => {
  test('brings no code and no token, and leaves no code behind that could be guessed at', async () => {
    for (const response_mode of ['query', 'fragment', 'form_post', 'jwt']) {
      const { departure, parameters } = await arrive({ response_type: 'none', response_mode })
      if (response_mode !== 'jwt') expectNothing(departure)
      const response = parameters.get('response')
      const content = response === null ? Object.fromEntries(parameters) : decodeJwt(response)
      assert.deepEqual(
        Object.keys(content).filter((name) => !['iss', 'aud', 'exp', 'state', 'session_state'].includes(name)),
        [],
      )
    }
  })

  test('does not combine with anything', async () => {
    for (const response_type of ['none code', 'none id_token', 'none none']) {
      const departure = expectDeparture(await scene.browser().open(party.begin({ response_type }).url))
      expectNothing(departure)
      assert.equal(responseOf(departure).get('error'), 'unsupported_response_type')
    }
  })
})

describe('RFC9700-4.5 code injection into a hybrid flow', () => {
  const response_type = 'code id_token'

  test('a stolen code does not fit the ID token, the nonce and the challenge of the attacked browser', async () => {
    const theirs = await arrive({ response_type })
    const mine = await arrive({ response_type })
    const stolen = codeOf(theirs.departure)
    // What a client sees: the c_hash is of another code.
    const hashOf = (of: Departure) => decodeJwt(responseOf(of).get('id_token') ?? '')['c_hash']
    assert.notEqual(hashOf(mine.departure), hashOf(theirs.departure))
    const answer = await party.redeem(stolen, { code_verifier: mine.pending.verifier })
    expectJsonError(answer, 'invalid_grant', 'code_verifier_mismatch', 400)
    const right = await party.redeem(stolen, { code_verifier: theirs.pending.verifier })
    assert.equal(decodeJwt(String(right.body['id_token']))['nonce'], theirs.pending.nonce)
  })

  test('nor is it of use to another client', async () => {
    const { departure, pending } = await arrive({ response_type })
    const other = await openToAll()
    const stolen = { redirect_uri: party.redirectUri, code_verifier: pending.verifier }
    expectJsonError(await other.redeem(codeOf(departure), stolen), 'invalid_grant', 'code_client_mismatch', 400)
  })

  test('whoever saw the fragment and uses its code twice ends everything that came with it', async () => {
    const { departure, pending, parameters } = await arrive({ response_type: 'code id_token token' })
    const both = [1, 2].map(() => party.redeem(codeOf(departure), { code_verifier: pending.verifier }))
    const answers = await Promise.all(both)
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal((await party.userinfo(parameters.get('access_token') ?? '')).status, 401)
  })
})

describe('OIDCC-16.11 token substitution', () => {
  test('an access token of one client is not active for another, which can ask', async () => {
    const { parameters } = await arrive({ response_type: 'id_token token' })
    const token = parameters.get('access_token') ?? ''
    assert.equal((await party.form('/auth/introspect', { token })).body['active'], true)
    assert.deepEqual((await plain.form('/auth/introspect', { token })).body, { active: false })
  })

  test('each ID token names its client and is bound to the token beside it alone', async () => {
    const [first, second] = [await arrive({ response_type: 'id_token token' }), await arrive({ response_type: 'id_token token' })]
    const [a, b] = [first, second].map(({ parameters }) => decodeJwt(parameters.get('id_token') ?? ''))
    assert.equal(a?.aud, party.clientId)
    assert.notEqual(a?.['at_hash'], b?.['at_hash'])
    assert.notEqual(a?.['s_hash'], b?.['s_hash'])
  })

  test('a state of JSON, quotes and breaks stays a text inside the signed response', async () => {
    const state = '","iss":"https://evil.example","code":"x\r\n\\u0022'
    const { parameters } = await arrive({ response_mode: 'jwt', state })
    const claims = decodeJwt(parameters.get('response') ?? '')
    assert.deepEqual([claims['state'], claims.iss, claims.aud], [state, scene.issuer, party.clientId])
    assert.match(String(claims['code']), /^lk_ac_/)
  })
})

describe('tokens on their way through the browser', () => {
  test('are on a page that nobody keeps and that names no referrer', async () => {
    for (const response_mode of ['fragment', 'form_post', 'fragment.jwt']) {
      const { departure } = await arrive({ response_type: 'code id_token token', response_mode })
      assert.match(departure.headers.get('cache-control') ?? '', /no-store/)
      assert.equal(departure.headers.get('referrer-policy'), 'no-referrer')
    }
  })

  test('are in no line of the log and in no trace', async () => {
    const { parameters } = await arrive({ response_type: 'code id_token token' })
    const { parameters: signed } = await arrive({ response_type: 'code id_token token', response_mode: 'jwt' })
    const secrets = ['code', 'access_token', 'id_token'].map((name) => parameters.get(name) ?? '')
    const traces = await scene.server.cli('query', 'trace', '--json')
    assert.match(traces.stdout, /trc_/)
    for (const secret of [...secrets, signed.get('response') ?? '']) {
      assert.ok(secret.length > 20)
      assert.equal(scene.server.output.includes(secret), false)
      assert.equal(traces.stdout.includes(secret), false)
    }
    assert.equal(traces.status, 0, traces.stderr)
  })
})

async function register(metadata: Readonly<Record<string, unknown>>) {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(metadata) }
  const response = await scene.server.fetch(`${scene.issuer}/auth/register`, init)
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> }
}

function refused(departure: Departure, { state }: PendingSignIn, error: string, inFragment: boolean, by = party): void {
  expectRedirectError(departure, { redirectUri: by.redirectUri, issuer: scene.issuer, state, error, inFragment })
}
