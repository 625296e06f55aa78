import type { Client, ClientCertificate, JsonAnswer } from '@latchkey/core'
import { form, TestProvider } from './test-provider.ts'

const day = 24 * 60 * 60 * 1_000

/** A certificate that is valid on the day of the tests and that an authority vouches for. */
export function certificate(thumbprint: string, change: Partial<ClientCertificate> = {}): ClientCertificate {
  return {
    thumbprint,
    encoded: Buffer.from(thumbprint).toString('base64'),
    publicKey: { kty: 'EC', crv: 'P-256', x: thumbprint, y: thumbprint },
    validFrom: Date.UTC(2026, 0, 15, 12) - day,
    validTo: Date.UTC(2026, 0, 15, 12) + day,
    subject: [[{ type: '2.5.4.3', text: 'rp', der: '0c027270' }]],
    dnsNames: [],
    uris: [],
    addresses: [],
    emails: [],
    findChainProblem: () => undefined,
    ...change,
  }
}

export const ours = certificate('ours')
export const theirs = certificate('theirs', { subject: [[{ type: '2.5.4.3', text: 'somebody', der: '0c08736f6d65626f6479' }]] })

export const bySubject: Partial<Client> = {
  secrets: [],
  tokenEndpointAuthMethod: 'tls_client_auth',
  tlsClientAuthSubjectDn: 'CN=rp',
}
export const byKey: Partial<Client> = {
  secrets: [],
  tokenEndpointAuthMethod: 'self_signed_tls_client_auth',
  jwks: { keys: [{ ...ours.publicKey, x5c: [ours.encoded] }] },
}

export async function openWith(change: Partial<Client> & { readonly public?: boolean }): Promise<TestProvider> {
  const op = await TestProvider.open()
  await op.client({ grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'], ...change })
  return op
}

/** A token request that names `rp`, with a certificate or without. */
export function tokenWith(
  op: TestProvider,
  shown: ClientCertificate | undefined,
  values: Readonly<Record<string, string | undefined>> = {},
  authorization?: string,
): Promise<JsonAnswer> {
  const parameters = form({ client_id: 'rp', grant_type: 'client_credentials', ...values })
  return op.provider.token({ parameters, authorization, certificate: shown })
}

export function failedCheck(op: TestProvider): string | undefined {
  return op.steps.at(-1)?.step.checks.find(({ outcome }) => outcome === 'failed')?.check
}
