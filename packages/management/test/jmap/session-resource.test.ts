import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sessionResource } from '../../src/jmap/session-resource.ts'
import { limits } from './notes-type.ts'

const options = {
  baseUrl: 'https://id.example/sso',
  capabilities: { 'urn:stalwart:jmap': {}, 'urn:example:more': { most: 3 } },
  limits,
  state: '1f',
}

describe('RFC8620-2 the session resource', () => {
  test('has the limits in the core capability, and the other capabilities as they are', () => {
    const { capabilities } = sessionResource(options)
    assert.deepEqual(capabilities, {
      'urn:ietf:params:jmap:core': {
        maxSizeUpload: 0,
        maxConcurrentUpload: 0,
        maxSizeRequest: 100_000,
        maxConcurrentRequests: 4,
        maxCallsInRequest: 16,
        maxObjectsInGet: 5,
        maxObjectsInSet: 5,
        collationAlgorithms: ['i;unicode-casemap'],
      },
      'urn:stalwart:jmap': {},
      'urn:example:more': { most: 3 },
    })
  })

  test('has the account of the caller, primary for every capability but core', () => {
    const resource = sessionResource({ ...options, account: { id: 'acc1', name: 'ann' } })
    assert.deepEqual(resource['accounts'], {
      acc1: {
        name: 'ann',
        isPersonal: true,
        isReadOnly: false,
        accountCapabilities: { 'urn:stalwart:jmap': {}, 'urn:example:more': {} },
      },
    })
    assert.deepEqual(resource['primaryAccounts'], { 'urn:stalwart:jmap': 'acc1', 'urn:example:more': 'acc1' })
    assert.deepEqual([resource['username'], resource['state']], ['ann', '1f'])
  })

  test('has no account without caller', () => {
    const { accounts, primaryAccounts, username } = sessionResource(options)
    assert.deepEqual([accounts, primaryAccounts, username], [{}, {}, ''])
  })

  test('has every URL below the base, with the variables that the RFC wants', () => {
    const resource = sessionResource(options)
    assert.equal(resource['apiUrl'], 'https://id.example/sso/jmap/')
    const variables = {
      downloadUrl: ['accountId', 'blobId', 'type', 'name'],
      uploadUrl: ['accountId'],
      eventSourceUrl: ['types', 'closeafter', 'ping'],
    }
    for (const [name, wanted] of Object.entries(variables)) {
      const url = String(resource[name])
      assert.ok(url.startsWith('https://id.example/sso/jmap/'), url)
      for (const variable of wanted) assert.ok(url.includes(`{${variable}}`), `${url} lacks ${variable}`)
    }
  })
})
