import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  basic,
  expectErrorPage,
  expectJsonError,
  expectRedirectError,
  type RelyingParty,
  readAnswer,
  rowCounts,
  Scene,
} from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
  // The pages, keys and sessions that a first sign-in makes.
  await party.signIn(scene.browser(), scene.person, { scope: 'openid offline_access', prompt: 'consent' })
})
after(() => scene[Symbol.asyncDispose]())

/** Runs an attack and proves that no row was added: traces of refused requests are the one thing that is kept. */
async function writesNothing(attack: () => Promise<void>): Promise<void> {
  const counts = async () => ({ ...(await rowCounts(scene.server)), traces: 0, throttle: 0 })
  const earlier = await counts()
  await attack()
  assert.deepEqual(await counts(), earlier)
}

async function raw(path: string, init: RequestInit): Promise<Answer> {
  return readAnswer(await scene.server.fetch(`${scene.issuer}${path}`, init))
}

describe('RFC6749-3.1 authorization requests', () => {
  for (const name of [
    'client_id',
    'redirect_uri',
    'state',
    'scope',
    'response_type',
    'nonce',
    'code_challenge',
    'prompt',
    'foo',
  ]) {
    test(`${name} given twice is refused`, async () => {
      await writesNothing(async () => {
        const { url: once } = party.begin({ foo: 'bar', prompt: 'login' })
        for (const value of ['other', once.searchParams.get(name) ?? '']) {
          const url = new URL(once)
          url.searchParams.append(name, value)
          const visit = await scene.browser().open(url)
          if (visit.kind === 'page') expectErrorPage(visit, 'invalid_request', 'parameter_repeated')
          else assert.equal(visit.url.searchParams.get('error'), 'invalid_request')
          if (visit.kind === 'left') assert.equal(visit.url.href.startsWith(party.redirectUri), true)
        }
      })
    })
  }

  test('a parameter that is too long is refused', async () => {
    await writesNothing(async () => {
      for (const name of ['state', 'foo']) {
        const { searchParams } = party.begin({ [name]: 'x'.repeat(9000) }).url
        const visit = await scene.browser().post(`${scene.issuer}/auth/authorize`, searchParams)
        if (visit.kind === 'page') expectErrorPage(visit, 'invalid_request', 'parameter_too_long')
        else assert.equal(visit.url.searchParams.get('error'), 'invalid_request')
      }
    })
  })

  test('too many parameters are refused', async () => {
    await writesNothing(async () => {
      const { searchParams } = party.begin().url
      for (let index = 0; index < 200; index++) searchParams.append(`p${index}`, 'x')
      const visit = await scene.browser().post(`${scene.issuer}/auth/authorize`, searchParams)
      if (visit.kind === 'page') expectErrorPage(visit, 'invalid_request', 'too_many_parameters')
      else assert.equal(visit.url.searchParams.get('error'), 'invalid_request')
    })
  })

  const malformed = [
    ['response_type', 'token', 'unsupported_response_type', 'response_type_unsupported'],
    ['response_type', 'code id_token', 'unauthorized_client', 'response_type_not_allowed'],
    ['response_type', 'code code', 'unsupported_response_type', 'response_type_unsupported'],
    ['response_mode', 'web_message', 'invalid_request', 'response_mode_unsupported'],
    ['scope', 'openid "quoted"', 'invalid_scope', 'scope_malformed'],
    ['scope', 'openid\topenid', 'invalid_scope', 'scope_malformed'],
    ['prompt', 'none login', 'invalid_request', 'prompt_none_not_alone'],
    ['prompt', 'sometimes', 'invalid_request', 'prompt_unknown'],
    ['max_age', '-1', 'invalid_request', 'max_age_malformed'],
    ['max_age', '1e3', 'invalid_request', 'max_age_malformed'],
    ['max_age', '9'.repeat(40), 'invalid_request', 'max_age_malformed'],
    ['claims', '{', 'invalid_request', 'claims_malformed'],
    ['claims', '[]', 'invalid_request', 'claims_malformed'],
    ['claims', '{"userinfo":5}', 'invalid_request', 'claims_malformed'],
    ['claims', `${'['.repeat(4000)}`, 'invalid_request', 'claims_malformed'],
    ['nonce', 'n'.repeat(3000), 'invalid_request', 'nonce_too_long'],
    ['registration', '{}', 'registration_not_supported', 'registration_unsupported'],
  ] as const
  for (const [name, value, error, reason] of malformed) {
    test(`${name}=${value.slice(0, 20)} is refused with ${error}`, async () => {
      await writesNothing(async () => {
        const pending = party.begin({ [name]: value })
        const visit = await scene.browser().open(pending.url)
        if (visit.kind === 'page') assert.fail(visit.page.text)
        const expected = { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer }
        const inFragment = name === 'response_type' && value.includes('token')
        expectRedirectError(visit, { ...expected, error, reason, inFragment })
      })
    })
  }

  test('a claims parameter with members of objects’ prototypes is harmless', async () => {
    const claims =
      '{"userinfo":{"__proto__":{"essential":true},"constructor":null,"toString":null},"id_token":{"__proto__":null}}'
    const { tokens } = await party.signIn(scene.browser(), scene.person, { claims })
    const { body } = await party.userinfo(tokens.access_token)
    assert.deepEqual(Object.keys(body), ['sub'])
  })

  test('a body that is no form, too large or badly encoded is refused', async () => {
    await writesNothing(async () => {
      const post = async (body: BodyInit, type: string) => {
        const answer = await raw('/auth/authorize', { method: 'POST', body, headers: { 'content-type': type } })
        assert.ok(answer.status >= 400 && answer.status < 500, `${type}: ${answer.status}`)
      }
      await post('{"client_id":"x"}', 'application/json')
      await post(new Uint8Array([0x63, 0x3d, 0xff, 0xfe]), 'application/x-www-form-urlencoded')
      await post('client_id=%zz&state=%ff%fe', 'application/x-www-form-urlencoded')
      await post(`state=${'x'.repeat(3_000_000)}`, 'application/x-www-form-urlencoded')
    })
  })
})

describe('RFC6749-3.2 token requests', () => {
  for (const name of ['grant_type', 'code', 'redirect_uri', 'code_verifier', 'foo']) {
    test(`${name} given twice is refused`, async () => {
      await writesNothing(async () => {
        const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'x', redirect_uri: party.redirectUri })
        body.append(name, 'a')
        body.append(name, 'b')
        expectJsonError(await post(body), 'invalid_request', 'parameter_repeated', 400)
      })
    })
  }

  test('too long, too many, too large and no form are refused', async () => {
    await writesNothing(async () => {
      const long = new URLSearchParams({ grant_type: 'authorization_code', code: 'x'.repeat(9000) })
      expectJsonError(await post(long), 'invalid_request', 'parameter_too_long', 400)
      const many = new URLSearchParams(Array.from({ length: 200 }, (_, index) => [`p${index}`, 'x']))
      expectJsonError(await post(many), 'invalid_request', 'too_many_parameters', 400)
      expectJsonError(await post(`code=${'x'.repeat(3_000_000)}`), 'invalid_request', 'body_too_large', 413)
      expectJsonError(
        await post('{"grant_type":"authorization_code"}', 'application/json'),
        'invalid_request',
        'body_not_form',
        400,
      )
      expectJsonError(await post('grant_type=x', 'text/plain'), 'invalid_request', 'body_not_form', 400)
    })
  })

  test('grant types are refused by name', async () => {
    expectJsonError(await post(new URLSearchParams()), 'invalid_request', 'grant_type_missing', 400)
    for (const type of ['password', 'implicit', '__proto__', 'constructor', 'authorization_code ']) {
      const answer = await post(new URLSearchParams({ grant_type: type }))
      expectJsonError(answer, 'unsupported_grant_type', 'grant_type_unsupported', 400)
    }
  })

  test('another method is refused', async () => {
    const answer = await raw('/auth/token', { method: 'GET' })
    expectJsonError(answer, 'invalid_request', 'method_not_allowed', 405)
    assert.match(answer.headers.get('allow') ?? '', /POST/)
  })

  async function post(body: URLSearchParams | string, type = 'application/x-www-form-urlencoded'): Promise<Answer> {
    const authorization = basic(party.clientId, party.clientSecret ?? '')
    return raw('/auth/token', { method: 'POST', body: String(body), headers: { 'content-type': type, authorization } })
  }
})

describe('RFC6749-2.3 client authentication', () => {
  const headers: readonly (readonly [what: string, authorization: string, error: string])[] = [
    ['a wrong secret', basic('CLIENT', 'wrong'), 'invalid_client'],
    ['an unknown client', basic('nobody', 'secret'), 'invalid_client'],
    ['no base64', 'Basic %%%', 'invalid_client'],
    ['no colon', `Basic ${Buffer.from('CLIENT').toString('base64')}`, 'invalid_client'],
    ['a bad escape', `Basic ${Buffer.from('CLIENT:%zz').toString('base64')}`, 'invalid_client'],
    ['another scheme', 'Bearer abc', 'invalid_client'],
    ['a null', `Basic ${Buffer.from('CLIENT:\0').toString('base64')}`, 'invalid_client'],
  ]
  for (const [what, authorization, error] of headers) {
    test(`${what} in the header is refused`, async () => {
      const real = authorization.replace(/^Basic (.+)$/, (_, text: string) => {
        const plain = Buffer.from(text, 'base64').toString().replace('CLIENT', party.clientId)
        return text === '%%%' ? 'Basic %%%' : `Basic ${Buffer.from(plain).toString('base64')}`
      })
      const answer = await party.postForm('/auth/token', { grant_type: 'authorization_code', code: 'x' }, { authorization: real })
      expectJsonError(answer, error, undefined, 401)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic\b/i)
    })
  }

  test('two ways at once are refused', async () => {
    const authorization = basic(party.clientId, party.clientSecret ?? '')
    const body = { grant_type: 'authorization_code', code: 'x', client_secret: party.clientSecret }
    expectJsonError(await party.postForm('/auth/token', body, { authorization }), 'invalid_request', 'client_auth_multiple', 400)
    const named = { grant_type: 'authorization_code', code: 'x', client_id: 'other' }
    expectJsonError(
      await party.postForm('/auth/token', named, { authorization }),
      'invalid_request',
      'client_auth_id_differs',
      400,
    )
  })
})

describe('RFC6750-3.1 userinfo requests', () => {
  const bad = ['lk_at_', 'lk_at_AAAA', 'x', 'a.b.c', 'x'.repeat(5000), '__proto__']
  for (const token of bad) {
    test(`the token ${token.slice(0, 12)} is refused`, async () => {
      const answer = await party.userinfo(token)
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/)
    })
  }

  test('an altered token is refused in every part', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    const token = tokens.access_token
    for (let at = 6; at < token.length; at += 9) {
      const altered = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      assert.equal((await party.userinfo(altered)).status, 401, `altered at ${at}`)
    }
  })

  test('no token is a challenge without an error code', async () => {
    const answer = await party.userinfo('', { headers: {} })
    assert.equal(answer.status, 401)
    assert.doesNotMatch(answer.headers.get('www-authenticate') ?? 'error', /error/)
  })

  test('a token in the URL, twice or in two ways is refused', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    const token = tokens.access_token
    assert.equal((await raw(`/auth/userinfo?access_token=${token}`, {})).status, 400)
    const body = new URLSearchParams({ access_token: token })
    const both = await raw('/auth/userinfo', { method: 'POST', body, headers: { authorization: `Bearer ${token}` } })
    assert.equal(both.status, 400)
    body.append('access_token', token)
    assert.equal((await raw('/auth/userinfo', { method: 'POST', body })).status, 400)
  })

  test('a header that is no bearer header is refused', async () => {
    for (const authorization of ['Bearer', 'Bearer  ', 'Bearer a b', 'bearer', 'Basic YTpi', 'Digest x']) {
      const { status } = await raw('/auth/userinfo', { headers: { authorization } })
      assert.ok(status === 400 || status === 401, `${authorization}: ${status}`)
    }
  })
})
