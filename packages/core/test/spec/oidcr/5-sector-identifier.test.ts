import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { FetchOutcome } from '@latchkey/core'
import { deviceCodeGrantName } from '../../../src/device/grant-name.ts'
import { sectorChecks } from '../../../src/subjects/sector-checks.ts'
import { expectRegistrationRefusal, redirectUri, register, registered } from '../../registration-kit.ts'
import { testRows } from '../../tables/check-rows.ts'
import { TestProvider } from '../../test-provider.ts'

const sectorUri = 'https://sector.example/uris.json'
const passing = { client: { redirectUris: ['https://rp.example/cb'] }, document: undefined }
const pairwise = { subjectType: 'pairwise' } as const

testRows('OIDCC-8.1 rules of sectors', sectorChecks, passing, [
  ['registration-sector-document', undefined, 'a document that was read', { document: read('https://rp.example/cb') }],
  [
    'registration-sector-document',
    'sector_identifier_uri_unreadable',
    'a document that was not read',
    { document: { kind: 'unreadable', detail: 'no such name' } },
  ],
  [
    'registration-sector-redirect-uris',
    undefined,
    'one with all redirect URIs',
    { document: read('https://rp.example/cb', 'x') },
  ],
  [
    'registration-sector-redirect-uris',
    'sector_identifier_uri_incomplete',
    'one without a redirect URI',
    { document: read('https://rp.example/other') },
  ],
  [
    'registration-sector-redirect-uris',
    'sector_identifier_uri_incomplete',
    'one with one of two redirect URIs',
    { client: { redirectUris: ['https://rp.example/cb', 'https://evil.example/cb'] }, document: read('https://rp.example/cb') },
  ],
  [
    'registration-sector',
    undefined,
    'one host',
    { client: { ...pairwise, redirectUris: ['https://a.example/1', 'https://a.example/2'] } },
  ],
  [
    'registration-sector',
    undefined,
    'one host with two ports',
    { client: { ...pairwise, redirectUris: ['https://a.example/', 'https://a.example:8443/'] } },
  ],
  [
    'registration-sector',
    undefined,
    'two hosts, public',
    { client: { redirectUris: ['https://a.example/', 'https://b.example/'] } },
  ],
  [
    'registration-sector',
    undefined,
    'a named sector',
    { client: { ...pairwise, redirectUris: ['app.example:/cb'], sectorIdentifierUri: sectorUri } },
  ],
  [
    'registration-sector',
    'sector_missing',
    'two hosts',
    { client: { ...pairwise, redirectUris: ['https://a.example/', 'https://b.example/'] } },
  ],
  [
    'registration-sector',
    'sector_missing',
    'a private-use scheme',
    { client: { ...pairwise, redirectUris: ['app.example:/cb'] } },
  ],
  ['registration-sector', 'sector_missing', 'no redirect URI', { client: { ...pairwise, redirectUris: [] } }],
  [
    'registration-sector-proven',
    undefined,
    'the code flow alone',
    { client: { ...pairwise, redirectUris: ['https://a.example/'], grantTypes: ['authorization_code'] } },
  ],
  [
    'registration-sector-proven',
    undefined,
    'the device grant with public subjects',
    { client: { redirectUris: [], grantTypes: [deviceCodeGrantName] } },
  ],
  [
    'registration-sector-proven',
    'sector_unproven',
    'the device grant',
    { client: { ...pairwise, redirectUris: ['https://a.example/'], grantTypes: ['authorization_code', deviceCodeGrantName] } },
  ],
])

function read(...uris: readonly string[]) {
  return { kind: 'read', redirectUris: new Set(uris) } as const
}

describe('OIDCR-5 sector_identifier_uri', () => {
  let op: TestProvider

  beforeEach(async () => {
    op = await TestProvider.open()
  })
  afterEach(() => op[Symbol.asyncDispose]())

  function serve(body: string): void {
    const outcome: FetchOutcome = { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil: 0 }
    op.web.set(sectorUri, outcome)
  }

  test('DYN-10 a document that lists the redirect URI is accepted, and both members are answered', async () => {
    serve(JSON.stringify([redirectUri, 'https://rp.example/other']))
    const metadata = await registered(op, { subject_type: 'pairwise', sector_identifier_uri: sectorUri })
    assert.equal(metadata['subject_type'], 'pairwise')
    assert.equal(metadata['sector_identifier_uri'], sectorUri)
  })

  test('DYN-11 a document without the redirect URI is refused', async () => {
    serve(JSON.stringify(['https://rp.example/other']))
    const answer = await register(op, { subject_type: 'pairwise', sector_identifier_uri: sectorUri })
    expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_identifier_uri_incomplete')
  })

  test('a sector that is named is looked at for public subjects, too', async () => {
    serve('[]')
    const answer = await register(op, { sector_identifier_uri: sectorUri })
    expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_identifier_uri_incomplete')
  })

  test('what is no JSON array of texts, or cannot be fetched, is refused', async () => {
    for (const body of ['', '{}', 'null', '[', `["${redirectUri}", 1]`, JSON.stringify({ redirect_uris: [redirectUri] })]) {
      serve(body)
      const answer = await register(op, { subject_type: 'pairwise', sector_identifier_uri: sectorUri })
      expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_identifier_uri_unreadable')
    }
    const absent = { subject_type: 'pairwise', sector_identifier_uri: 'https://nobody.example/' }
    expectRegistrationRefusal(await register(op, absent), 'invalid_client_metadata', 'sector_identifier_uri_unreadable')
  })

  test('OIDCC-8.1 who needs no redirect URI does not get the subjects of a sector by pointing at its list', async () => {
    serve(JSON.stringify([redirectUri]))
    const grant = { grant_types: [deviceCodeGrantName], response_types: [], redirect_uris: [] }
    const metadata = { ...grant, subject_type: 'pairwise', sector_identifier_uri: sectorUri }
    const answer = await op.provider.register({ body: metadata, authorized: true })
    expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_unproven')
  })

  test('what is no web address is refused before anything is fetched', async () => {
    const answer = await register(op, { subject_type: 'pairwise', sector_identifier_uri: 'file:///etc/passwd' })
    expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_identifier_uri_malformed')
  })

  test('OIDCC-8.1 without it redirect URIs of two hosts have no sector', async () => {
    const uris = { redirect_uris: ['https://a.example/cb', 'https://b.example/cb'] }
    const answer = await register(op, { ...uris, subject_type: 'pairwise' })
    expectRegistrationRefusal(answer, 'invalid_client_metadata', 'sector_missing')
    await registered(op, { subject_type: 'pairwise' })
  })
})
