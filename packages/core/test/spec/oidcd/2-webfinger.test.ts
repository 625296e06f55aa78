import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OAuthError, type ReasonId } from '@latchkey/core'
import { createWebfingerEndpoint } from '../../../src/endpoints/webfinger/webfinger.ts'

const issuer = 'https://id.example.com/op'
const rel = 'http://openid.net/specs/connect/1.0/issuer'
const { webfinger } = createWebfingerEndpoint({ issuer })

describe('OIDCD-2 issuer discovery by WebFinger', () => {
  const answered = [
    'acct:joe@id.example.com',
    'acct:nobody.at.all@example.com',
    'acct:JOE@EXAMPLE.COM',
    'https://example.com/joe',
    'https://id.example.com:8443/',
    'http://example.com',
  ]
  for (const resource of answered) {
    test(`${resource} has this issuer`, () => {
      assert.deepEqual(webfinger([['resource', resource]]), { subject: resource, links: [{ rel, href: issuer }] })
    })
  }

  test('RFC7033-4.3 only the relations that were asked for are answered', () => {
    const resource = ['resource', 'acct:joe@example.com'] as const
    assert.deepEqual(webfinger([resource, ['rel', 'x'], ['rel', rel]])['links'], [{ rel, href: issuer }])
    assert.deepEqual(webfinger([resource, ['rel', 'http://webfinger.net/rel/avatar']])['links'], [])
  })

  const refused: readonly (readonly [check: string, resources: readonly string[], reason: ReasonId])[] = [
    ['webfinger-resource', [], 'webfinger_resource_missing'],
    ['webfinger-resource', ['acct:a@example.com', 'acct:b@example.com'], 'webfinger_resource_missing'],
    ['webfinger-resource-form', [''], 'webfinger_resource_malformed'],
    ['webfinger-resource-form', ['joe@example.com'], 'webfinger_resource_malformed'],
    ['webfinger-resource-form', ['acct:example.com'], 'webfinger_resource_malformed'],
    ['webfinger-resource-form', ['acct:a@b@example.com'], 'webfinger_resource_malformed'],
    ['webfinger-resource-form', ['https://'], 'webfinger_resource_malformed'],
    ['webfinger-resource-form', ['javascript:alert(1)'], 'webfinger_resource_malformed'],
    ['webfinger-host', ['acct:joe@example.org'], 'webfinger_resource_foreign'],
    ['webfinger-host', ['acct:joe@com'], 'webfinger_resource_foreign'],
    ['webfinger-host', ['acct:joe@evil-example.com'], 'webfinger_resource_foreign'],
    ['webfinger-host', ['https://example.com.evil.example/'], 'webfinger_resource_foreign'],
  ]
  for (const [check, resources, reason] of refused) {
    test(`${check} refuses ${resources.join(' and ') || 'no resource'}`, () => {
      const parameters = resources.map((resource) => ['resource', resource] as const)
      assert.throws(
        () => webfinger(parameters),
        (error) => error instanceof OAuthError && error.reason === reason,
      )
    })
  }
})
