import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Client, ProviderSettings } from '@latchkey/core'
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { type Answered, BrowserSteps } from './browser-steps.ts'
import type { TestProvider } from './test-provider.ts'

export const allTypes = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
  'none',
] as const

/** The client `rp` may use every response type. */
export function openAllTypes(change: Partial<Client> = {}, settings: Partial<ProviderSettings> = {}): Promise<BrowserSteps> {
  const grantTypes = ['authorization_code', 'implicit', 'refresh_token']
  return BrowserSteps.open({ responseTypes: allTypes, grantTypes, ...change }, settings)
}

/** Header and claims of a token that a published key of ours verifies. */
export async function verified(token: string | undefined, test: TestProvider) {
  assert.ok(token !== undefined, 'there is no token')
  const { alg = '', kid } = decodeProtectedHeader(token)
  const { keys } = await test.provider.jwks()
  const jwk = keys.find((key) => key['kid'] === kid)
  assert.ok(jwk, `no key ${kid}`)
  const { payload, protectedHeader } = await compactVerify(token, await importJWK({ ...jwk }, alg))
  const claims: Readonly<Record<string, unknown>> = JSON.parse(new TextDecoder().decode(payload))
  return { header: protectedHeader, claims }
}

/** OIDCC-3.1.3.6 for SHA-256. */
export function halfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url')
}

/** The names of a response. */
export function namesOf({ parameters }: Answered): readonly string[] {
  return Object.keys(parameters).sort()
}
