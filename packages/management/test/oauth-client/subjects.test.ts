import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { close, created, open, redirectUri, refusal, updated, web } from './client-writes.ts'

const sectorUri = 'https://sector.example/uris.json'
const twoHosts = { 'https://a.example/cb': true, 'https://b.example/cb': true } as const

before(open)
after(close)

describe('OIDCC-8.1 subjects of x:OAuthClient', () => {
  test('are pairwise by the host of the redirect URIs, and public again', async () => {
    const { record, wire } = await created({ subjectType: 'pairwise' })
    assert.equal(record.subjectType, 'pairwise')
    assert.equal(wire['subjectType'], 'pairwise')
    const back = await updated(record, { subjectType: 'public' })
    assert.equal('subjectType' in back.record, false)
    assert.equal(back.wire['subjectType'], 'public')
  })

  test('stay as they are when something else is changed', async () => {
    const { record } = await created({ subjectType: 'pairwise' })
    assert.equal((await updated(record, { description: 'New name' })).record.subjectType, 'pairwise')
  })

  test('DYN-10 are those of a sector whose list holds the redirect URIs', async () => {
    web.set(sectorUri, JSON.stringify([redirectUri, ...Object.keys(twoHosts)]))
    const { record } = await created({ subjectType: 'pairwise', sectorIdentifierUri: sectorUri, redirectUris: twoHosts })
    assert.equal(record.sectorIdentifierUri, sectorUri)
    web.delete(sectorUri)
    // Only who changes what the sector depends on needs its list.
    await updated(record, { description: 'The list is away' })
    assert.equal((await refusal({ redirectUris: { [redirectUri]: true } }, record)).type, 'validationFailed')
  })

  test('DYN-11 a list without the redirect URI, one that is none and one that is not there are refused with the property', async () => {
    const wire = { subjectType: 'pairwise', sectorIdentifierUri: sectorUri }
    const cases = [
      ['["https://rp.example/other"]', /sectorIdentifierUri must lead to a list that holds all redirectUris/],
      ['{}', /sectorIdentifierUri must lead to a JSON array .*: the document is not a JSON array/],
      [undefined, /sectorIdentifierUri must lead to a JSON array .*: nothing is there/],
    ] as const
    for (const [body, description] of cases) {
      if (body === undefined) web.delete(sectorUri)
      else web.set(sectorUri, body)
      const error = await refusal(wire)
      assert.ok(error.type === 'validationFailed')
      assert.deepEqual(error.validationErrors, [{ type: 'Invalid', property: 'sectorIdentifierUri', value: sectorUri }])
      assert.match(error.description ?? '', description)
    }
  })

  test('redirect URIs of two hosts need a named sector, also when the second is added later', async () => {
    const error = await refusal({ subjectType: 'pairwise', redirectUris: twoHosts })
    assert.ok(error.type === 'validationFailed')
    assert.match(error.description ?? '', /sectorIdentifierUri must be given for pairwise subjects/)
    const { record } = await created({ subjectType: 'pairwise' })
    assert.equal((await refusal({ redirectUris: twoHosts }, record)).type, 'validationFailed')
    await updated((await created()).record, { redirectUris: twoHosts })
  })
})
