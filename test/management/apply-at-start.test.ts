import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { TestServer, waitUntil } from '@latchkey/testing'
import { ApiClient, type Json } from './api-client.ts'

const header = { '@type': 'plan', owner: 'prod' }
const settings = { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: '2h' } }
const client = {
  '@type': 'upsert',
  object: 'OAuthClient',
  value: { clientId: 'spa', tokenEndpointAuthMethod: 'none', redirectUris: { 'https://spa.example/cb': true } },
}

function planFile(server: TestServer, ...lines: readonly Json[]): string {
  const path = join(server.data, '..', 'prod.ndjson')
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

describe('a start with LATCHKEY_APPLY', () => {
  test('makes the server what the file says, and says so; a second one changes nothing', async () => {
    await using server = await TestServer.prepare()
    server.env['LATCHKEY_APPLY'] = planFile(server, header, settings, client)
    await server.start()
    const applied = (counts: string) => waitUntil(counts, () => (server.output.includes(counts) ? true : undefined))
    await applied('1 created, 1 updated, 0 destroyed, 0 unchanged')
    const api = await ApiClient.administrator(server)
    const read = async (): Promise<readonly (Json | undefined)[]> => {
      const found = await api.find('OAuthClient', { clientId: 'spa' })
      const revisions = await api.find('Revision', { object: 'OAuthClient' })
      return [await api.get('OidcProvider'), ...found, ...revisions]
    }
    const first = await read()
    const [provider, spa, revision] = first
    assert.deepEqual([provider?.['accessTokenExpiry'], provider?.['managedBy']], [7_200_000, 'prod'])
    assert.deepEqual([spa?.['clientId'], spa?.['managedBy']], ['spa', 'prod'])
    assert.deepEqual([revision?.['through'], first.length], ['file', 3])
    await server.restart()
    await applied('0 created, 0 updated, 0 destroyed, 2 unchanged')
    assert.deepEqual(await read(), first)
  })

  test('that cannot be applied is no start: all mistakes with their lines, and nothing is changed', async () => {
    await using server = await TestServer.prepare()
    const unknown = { '@type': 'update', object: 'Scope', match: { name: 'none' }, value: {} }
    const wrong = { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: 'soon', authCodeMaxAttempts: 5 } }
    server.env['LATCHKEY_APPLY'] = planFile(server, header, wrong, client, unknown)
    const { status, stderr, stdout } = await server.spawn().finished()
    assert.equal(status, 1, stdout)
    assert.match(`${stdout}${stderr}`, /LATCHKEY_APPLY.*line 2.*accessTokenExpiry/)
    assert.match(`${stdout}${stderr}`, /LATCHKEY_APPLY.*line 4.*Scope/)
    delete server.env['LATCHKEY_APPLY']
    await server.start()
    const api = await ApiClient.administrator(server)
    const { accessTokenExpiry, authCodeMaxAttempts, managedBy } = await api.get('OidcProvider')
    assert.deepEqual([accessTokenExpiry, authCodeMaxAttempts, managedBy], [3_600_000, 3, null])
    assert.deepEqual(await api.find('OAuthClient', { clientId: 'spa' }), [])
  })
})
