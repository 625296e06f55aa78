import assert from 'node:assert/strict'
import type { JsonAnswer, Provider, ReasonId } from '@latchkey/core'
import { createRegistrationEndpoint } from '../src/endpoints/registration/registration.ts'
import { expectRefusal } from './expect-refusal.ts'
import type { TestProvider } from './test-provider.ts'

export const endpoint = 'https://op.example/auth/register'
export const redirectUri = 'https://rp.example/callback'

export function registrationOf(
  op: TestProvider,
): Pick<Provider, 'register' | 'readRegistration' | 'updateRegistration' | 'removeRegistration'> {
  return createRegistrationEndpoint(
    { endpoint, grantTypes: ['authorization_code', 'implicit', 'refresh_token', 'device'] },
    op.ports,
  )
}

/** Registers with the permission to; `redirect_uris` are filled in. */
export function register(op: TestProvider, metadata: Readonly<Record<string, unknown>> = {}): Promise<JsonAnswer> {
  return registrationOf(op).register({ body: { redirect_uris: [redirectUri], ...metadata }, authorized: true })
}

/** The body of a 201. */
export async function registered(
  op: TestProvider,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await register(op, metadata)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body ?? {}
}

export function expectRegistrationRefusal(answer: JsonAnswer, error: string, reason: ReasonId): void {
  expectRefusal(answer, error, reason, error === 'invalid_token' ? 401 : 400)
}
