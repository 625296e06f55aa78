import assert from 'node:assert/strict'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Credentials, Scene, type TemporaryFolder, temporaryFolder } from '@latchkey/testing'
import * as client from 'openid-client'
import { ApiClient } from './api-client.ts'
import { clientSecret, exportedRealm, exportedUsers, redirectUri } from './keycloak-export.ts'

let scene: Scene
let folder: TemporaryFolder
let api: ApiClient
let realm: string

before(async () => {
  scene = await Scene.open()
  api = await ApiClient.administrator(scene.server)
  folder = temporaryFolder()
  realm = join(folder.path, 'acme')
  mkdirSync(realm)
  const users = exportedUsers.map(({ user }) => user)
  writeFileSync(join(realm, 'acme-realm.json'), JSON.stringify(exportedRealm))
  writeFileSync(join(realm, 'acme-users-0.json'), JSON.stringify({ realm: 'acme', users: users.slice(0, 6) }))
  writeFileSync(join(realm, 'acme-users-1.json'), JSON.stringify({ realm: 'acme', users: users.slice(6) }))
})
after(async () => {
  folder[Symbol.dispose]()
  await scene[Symbol.asyncDispose]()
})

async function imported(...args: readonly string[]) {
  const { status, stdout, stderr } = await scene.server.cli('import', ...args)
  for (const secret of [clientSecret, 'secretData', '$pbkdf2', '$argon2', '$2', 'MDEyMzQ1Njc4OWFiY2RlZg']) {
    assert.doesNotMatch(`${stdout}${stderr}`, new RegExp(secret.replaceAll('$', '\\$')), 'a secret is shown')
  }
  return { status, stdout, stderr }
}

async function configure(clientId: string, secret?: string): Promise<client.Configuration> {
  const options = { execute: [client.allowInsecureRequests] }
  const authentication = secret === undefined ? client.None() : client.ClientSecretBasic(secret)
  return client.discovery(new URL(scene.issuer), clientId, secret, authentication, options)
}

/** Signs in through the pages, as the client that the person had before. */
async function signIn(person: Credentials, clientId = 'the-app', uri = redirectUri) {
  const configuration = await configure(clientId, clientId === 'the-app' ? clientSecret : undefined)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: uri,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const departure = await scene.browser().signIn(url, person)
  return client.authorizationCodeGrant(configuration, departure.url, { pkceCodeVerifier, idTokenExpected: true })
}

async function isRefused(person: Credentials): Promise<void> {
  await assert.rejects(signIn(person), /too many failed attempts/)
}

async function state(): Promise<number> {
  const revisions = await api.call('x:Revision/query', { filter: { object: 'Account' }, calculateTotal: true })
  return Number(revisions['total'] ?? (revisions['ids'] as readonly string[]).length)
}

describe('an import of a realm', () => {
  test('as a dry run shows what it would do and what is lost, and changes nothing', async () => {
    const { status, stdout, stderr } = await imported('keycloak', realm, '--dry-run')
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^Not taken over:/)
    assert.match(stdout, /12 {2}role admin: roles there give no rights here/)
    assert.match(stdout, /redirect URI; it must not have a wildcard\n.*the-app: https:\/\/app.acme.example\/\*/)
    assert.match(stdout, /client of Keycloak itself\n.*account/)
    assert.match(stdout, /accessTokenLifespan was 300 s/)
    assert.match(stdout, /\+ create OAuthClient the-spa/)
    assert.match(stdout, /looser: lets client the-spa get tokens without authenticating/)
    assert.match(stdout, /Plan: 16 to create, 0 to update, 0 to destroy, 0 unchanged\./)
    assert.deepEqual(await api.find('OAuthClient', { clientId: 'the-app' }), [])
  })

  test('makes everybody who they were: the old password, the old subject, the old client with its secret', async () => {
    const { status, stdout, stderr } = await imported('keycloak', realm)
    assert.equal(status, 0, stderr)
    assert.match(stdout, /Done: 16 created, 0 updated, 0 destroyed, 0 unchanged/)
    assert.match(stdout, /\+ create OAuthClient masked[\s\S]*secret .*\(shown only now\)/)
    for (const { username, password, subject } of exportedUsers) {
      const tokens = await signIn({ username, password })
      const { sub, email, department, groups } = tokens.claims() ?? assert.fail('no ID token')
      assert.deepEqual([sub, email, department, groups], [subject, `${username}@acme.example`, 'sales', ['/staff']])
    }
    const [ann] = exportedUsers
    assert.ok(ann !== undefined)
    const { username, password } = ann
    const spa = await signIn({ username, password }, 'the-spa', 'https://spa.acme.example/callback')
    assert.equal(spa.claims()?.sub, ann.subject)
    await isRefused({ username: exportedUsers.at(-1)?.username ?? '', password: 'not the password' })
    const own = await client.clientCredentialsGrant(await configure('the-app', clientSecret))
    assert.equal(own.token_type, 'bearer')
  })

  test('gives nobody a right of management, whatever roles they had', async () => {
    for (const { username } of exportedUsers) {
      const [account] = await api.find('Account', { name: username })
      assert.deepEqual([account?.['roles'], account?.['permissions']], [{ '@type': 'User' }, { '@type': 'Inherit' }])
    }
    const [staff] = await api.find('Group', { name: 'staff' })
    assert.deepEqual(staff?.['roleIds'], {})
  })

  test('a second time changes nothing, not even what was changed since', async () => {
    const [ann, ben] = exportedUsers
    assert.ok(ann !== undefined && ben !== undefined)
    const [first] = await api.find('Account', { name: ann.username })
    const [second] = await api.find('Account', { name: ben.username })
    await api.update('Account', { name: 'anna', description: 'Anna' }, String(first?.['id']))
    await api.update('Account', { 'credentials/0/secret': 'a password that is new' }, String(second?.['id']))
    const [app] = await api.find('OAuthClient', { clientId: 'the-app' })
    await api.update('OAuthClient', { description: 'Renamed' }, String(app?.['id']))
    const before = await state()
    const { status, stdout, stderr } = await imported('keycloak', realm)
    assert.equal(status, 0, stderr)
    assert.match(stdout, /Done: 0 created, 0 updated, 0 destroyed, 16 unchanged\.$/m)
    assert.equal(await state(), before)
    assert.equal((await signIn({ username: 'anna', password: ann.password })).claims()?.sub, ann.subject)
    assert.equal((await signIn({ username: ben.username, password: 'a password that is new' })).claims()?.sub, ben.subject)
    await isRefused({ username: ben.username, password: ben.password })
    assert.equal((await api.find('OAuthClient', { clientId: 'the-app' }))[0]?.['description'], 'Renamed')
  })

  test('that meets somebody else of the same name changes nothing and names both, and where in the file', async () => {
    const file = join(folder.path, 'other.json')
    const [ann, , cat] = exportedUsers
    const users = [
      { id: 'new-1', username: 'newcomer' },
      { id: 'new-2', username: cat?.username },
      { ...ann?.user, id: 'new-3' },
    ]
    writeFileSync(file, JSON.stringify({ realm: 'acme', users }))
    const before = await state()
    const { status, stdout, stderr } = await imported('keycloak', file)
    assert.equal(status, 1, stdout)
    assert.match(stderr, /refused, nothing was changed/)
    assert.match(stderr, new RegExp(`with the subject "${cat?.subject}" and not "new-2".*\\(other.json /users/1\\)`))
    assert.doesNotMatch(stderr, /line \d/)
    assert.equal(await state(), before)
    assert.deepEqual(await api.find('Account', { name: 'newcomer' }), [])
  })

  test('can be kept as a plan file, which only its owner can read', async () => {
    const file = join(folder.path, 'plan.ndjson')
    const { status, stderr } = await imported('keycloak', realm, '--output', file)
    assert.equal(status, 0, stderr)
    assert.match(stderr, /16 lines written/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { stdout } = await scene.server.cli('apply', file)
    assert.match(stdout, /Done: 0 created, 0 updated, 0 destroyed, 16 unchanged/)
  })
})

describe('an import of users of Auth0', () => {
  test('over HTTP keeps subjects and bcrypt hashes, of two files', async () => {
    const users = join(folder.path, 'users.ndjson')
    const hashes = join(folder.path, 'hashes.ndjson')
    const user = { email: 'zoe@acme.example', email_verified: true, given_name: 'Zoe', user_metadata: { plan: 'gold' } }
    writeFileSync(users, `${JSON.stringify({ user_id: 'auth0|5f7c8ec7', ...user, app_metadata: { admin: true } })}\n`)
    const passwordHash = '$2b$05$Rn6td1ifG8UlCsn6fZb1Ver6dAzr3iZkE2JsD6233yr1a9ZhUGlM6'
    writeFileSync(hashes, JSON.stringify({ _id: { $oid: '5f7c8ec7' }, email: user.email, passwordHash, connection: 'db' }))
    const token = api.authorization.replace('Bearer ', '')
    const { status, stdout, stderr } = await imported('auth0', users, hashes, '--api-key', token, '--url', scene.issuer)
    assert.equal(status, 0, stderr)
    assert.match(stdout, /member of a user: app_metadata/)
    assert.match(stdout, /Done: 1 created/)
    const tokens = await signIn({ username: 'zoe@acme.example', password: 'the old password of zoe' })
    assert.equal(tokens.claims()?.sub, 'auth0|5f7c8ec7')
    const [account] = await api.find('Account', { name: 'zoe@acme.example' })
    assert.deepEqual(account?.['attributes'], { plan: { '@type': 'Text', text: 'gold' } })
  })
})

describe('an import of accounts', () => {
  test('of a file that is wrong says every place, and changes nothing', async () => {
    const file = join(folder.path, 'people.ndjson')
    writeFileSync(file, '{"name":"fine"}\n\n{"name":7}\nnot json\n{"name":"x","pasword":"y"}\n')
    const { status, stdout, stderr } = await imported('accounts', file)
    assert.equal(status, 1, stdout)
    assert.match(stderr, /people.ndjson line 3 \/name must be a text/)
    assert.match(stderr, /people.ndjson line 4 is not JSON/)
    assert.match(stderr, /people.ndjson line 5 \/pasword is no member of an account/)
    assert.deepEqual(await api.find('Account', { name: 'fine' }), [])
  })

  test('with --json tells events', async () => {
    const file = join(folder.path, 'one.ndjson')
    writeFileSync(file, '{"name":"one","groups":["staff"],"claims":{"email":"none","email_verified":true}}\n')
    const { status, stdout, stderr } = await imported('accounts', file, '--json', '--dry-run')
    assert.equal(status, 0, stderr)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    assert.deepEqual(
      events.map(({ type }) => type),
      ['left-over', 'change', 'done'],
    )
  })
})
