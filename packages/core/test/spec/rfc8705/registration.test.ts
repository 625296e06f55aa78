import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonAnswer, MutualTls, ReasonId } from '@latchkey/core'
import { createRegistrationEndpoint } from '../../../src/endpoints/registration/registration.ts'
import { ours } from '../../certificate-kit.ts'
import { endpoint, expectRegistrationRefusal, redirectUri } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const everything: MutualTls = { hasAuthorities: true }

function register(op: TestProvider, metadata: Readonly<Record<string, unknown>>, mutualTls?: MutualTls): Promise<JsonAnswer> {
  const grantTypes = ['authorization_code', 'implicit', 'refresh_token']
  const provider = createRegistrationEndpoint({ endpoint, grantTypes }, { ...op.ports, mutualTls })
  return provider.register({ body: { redirect_uris: [redirectUri], ...metadata }, authorized: true })
}

const byCertificate = { token_endpoint_auth_method: 'tls_client_auth' }
const jwks = { keys: [{ ...ours.publicKey, x5c: [ours.encoded] }] }

describe('RFC8705-2.1.2 what a client says about its certificate is refused', () => {
  const table: readonly (readonly [
    metadata: Readonly<Record<string, unknown>>,
    reason: ReasonId,
    check?: string | undefined,
    mutualTls?: MutualTls | undefined,
  ])[] = [
    [byCertificate, 'tls_client_auth_subject_missing', 'registration-certificate-subject', everything],
    [
      { ...byCertificate, tls_client_auth_san_dns: 'rp.example', tls_client_auth_subject_dn: 'CN=rp' },
      'tls_client_auth_subject_repeated',
      'registration-one-certificate-subject',
      everything,
    ],
    [{ ...byCertificate, tls_client_auth_subject_dn: 'rp' }, 'tls_client_auth_subject_dn_malformed', undefined, everything],
    [{ ...byCertificate, tls_client_auth_san_dns: 'rp example' }, 'tls_client_auth_san_dns_malformed', undefined, everything],
    [{ ...byCertificate, tls_client_auth_san_uri: '/rp' }, 'tls_client_auth_san_uri_malformed', undefined, everything],
    [{ ...byCertificate, tls_client_auth_san_ip: '10.0.0.0/8' }, 'tls_client_auth_san_ip_malformed', undefined, everything],
    [{ ...byCertificate, tls_client_auth_san_email: 'rp' }, 'tls_client_auth_san_email_malformed', undefined, everything],
    [
      { tls_client_certificate_bound_access_tokens: 'yes' },
      'tls_client_certificate_bound_access_tokens_malformed',
      undefined,
      everything,
    ],
    [
      { token_endpoint_auth_method: 'self_signed_tls_client_auth' },
      'jwks_missing',
      'registration-keys-of-assertions',
      everything,
    ],
    [
      {
        tls_client_certificate_bound_access_tokens: true,
        response_types: ['code token'],
        grant_types: ['authorization_code', 'implicit'],
      },
      'tls_client_certificate_bound_access_tokens_through_browser',
      'registration-bound-tokens-through-browser',
      everything,
    ],
    [
      { ...byCertificate, tls_client_auth_subject_dn: 'CN=rp' },
      'token_endpoint_auth_method_unavailable',
      'registration-certificate-method',
    ],
    [
      { ...byCertificate, tls_client_auth_subject_dn: 'CN=rp' },
      'token_endpoint_auth_method_unavailable',
      'registration-certificate-method',
      { hasAuthorities: false },
    ],
    [
      { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks },
      'token_endpoint_auth_method_unavailable',
      'registration-certificate-method',
    ],
    [
      { tls_client_certificate_bound_access_tokens: true },
      'tls_client_certificate_bound_access_tokens_unavailable',
      'registration-certificate-bound-tokens',
    ],
  ]
  for (const [metadata, reason, check, mutualTls] of table) {
    test(`${reason} for ${JSON.stringify(metadata).slice(0, 90)}${mutualTls === undefined ? ' where no certificates arrive' : ''}`, async () => {
      await using op = await TestProvider.open()
      expectRegistrationRefusal(await register(op, metadata, mutualTls), 'invalid_client_metadata', reason)
      const failed = op.steps.at(-1)?.step.checks.find(({ outcome }) => outcome === 'failed')
      assert.equal(failed?.check, check)
    })
  }
})

describe('RFC8705-2 a client registers', () => {
  for (const metadata of [
    { ...byCertificate, tls_client_auth_subject_dn: 'CN=billing,O=Acme\\, Inc.,C=DE' },
    { ...byCertificate, tls_client_auth_san_dns: 'billing.example' },
    { ...byCertificate, tls_client_auth_san_uri: 'spiffe://example/billing' },
    { ...byCertificate, tls_client_auth_san_ip: '2001:db8::1' },
    { ...byCertificate, tls_client_auth_san_email: 'billing@example.com' },
    { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks },
    { tls_client_certificate_bound_access_tokens: true },
  ]) {
    test(`with ${Object.keys(metadata).join(', ')}, and reads it back`, async () => {
      await using op = await TestProvider.open()
      const answer = await register(op, metadata, everything)
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      for (const [name, value] of Object.entries(metadata)) assert.deepEqual(answer.body?.[name], value)
      const hasSecret = 'client_secret' in (answer.body ?? {})
      assert.equal(hasSecret, !('token_endpoint_auth_method' in metadata))
    })
  }
})
