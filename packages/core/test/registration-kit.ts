import assert from 'node:assert/strict'
import {
  type InitialAccessToken,
  type JsonAnswer,
  newId,
  newSecret,
  type Provider,
  type ReasonId,
  systemOrigin,
} from '@latchkey/core'
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

/** Registers without saying who, which the settings must allow. */
export function registerAnonymously(op: TestProvider, metadata: Readonly<Record<string, unknown>> = {}): Promise<JsonAnswer> {
  const body = { redirect_uris: [redirectUri], ...metadata }
  return registrationOf(op).register({ body, authorized: false, address: '192.0.2.1' })
}

/** Registers with an initial access token. */
export function registerByToken(
  op: TestProvider,
  initialToken: string,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<JsonAnswer> {
  const body = { redirect_uris: [redirectUri], ...metadata }
  return registrationOf(op).register({ body, authorized: false, initialToken })
}

/** An initial access token as management makes it; answers its text. */
export async function initialToken(op: TestProvider, change: Partial<InitialAccessToken> = {}): Promise<string> {
  const token = newSecret('initialToken', op.crypto.randomBytes)
  const record: InitialAccessToken = {
    tokenId: newId('iat', { randomBytes: op.crypto.randomBytes, now: op.now }),
    digest: op.crypto.digest(token),
    description: 'of the tests',
    uses: 0,
    rules: {},
    createdAt: op.now,
    updatedAt: op.now,
    ...change,
  }
  const outcome = await op.objects.commit([{ object: 'InitialAccessToken', kind: 'create', record }], {
    origin: systemOrigin,
    now: op.now,
  })
  assert.equal(outcome.kind, 'committed')
  return token
}
