import type { Client, JsonAnswer, TrustedIssuer } from '@latchkey/core'
import { type JWTPayload, SignJWT } from 'jose'
import { newKey, type TestKey } from './assertion-kit.ts'
import { clientSecret, issuer, TestProvider } from './test-provider.ts'
import { calendar, defineApis, idOf, pairs } from './token-kit.ts'

export const bearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** Whoever vouches for people. */
export const voucher = 'https://idp.example'
export const voucherKey: TestKey = await newKey('ES256', 'one')

/** Takes assertions about the user name for the client `rp`, for this server and its UserInfo. */
export const trustedIssuer: TrustedIssuer = {
  trustedIssuerId: 'tis_1',
  issuer: voucher,
  jwks: { keys: [{ ...voucherKey.publicJwk }] },
  algorithms: ['ES256'],
  subjectMeaning: 'username',
  clients: [idOf('rp')],
  scopes: ['openid', 'email'],
  resources: [],
  maxAssertionLife: 300_000,
  enabled: true,
}

/** Tokens for the calendar, and nothing else. */
export const forCalendar: Partial<TrustedIssuer> = { scopes: ['calendar.read'], resources: [calendar] }

type Values = Readonly<Record<string, string | readonly string[] | undefined>>

/** A provider that trusts somebody, and one client which may use that. */
export async function openBearer(trusted: Partial<TrustedIssuer> = {}, client: Parameters<TestProvider['client']>[0] = {}) {
  const op = await TestProvider.open()
  defineApis(op)
  op.account({ name: 'alice' })
  await op.client({ grantTypes: [bearerGrant], responseTypes: [], ...client })
  await op.trust({ ...trustedIssuer, ...trusted })
  let count = 0
  /** What is said of Alice; `undefined` leaves a claim out. */
  const claims = (change: Readonly<Record<string, unknown>> = {}): JWTPayload => {
    count += 1
    const now = Math.floor(op.now / 1000)
    return { iss: voucher, sub: 'alice', aud: issuer, jti: `jti-${count}`, iat: now, exp: now + 60, ...change }
  }
  const sign = (said: JWTPayload, header: Readonly<Record<string, unknown>> = {}, key = voucherKey): Promise<string> =>
    new SignJWT(JSON.parse(JSON.stringify(said)))
      .setProtectedHeader({ alg: key.algorithm, kid: 'one', ...header })
      .sign(key.privateKey)
  const ask = (assertion: string | undefined, values: Values = {}, dpop?: string): Promise<JsonAnswer> =>
    op.provider.token({
      parameters: pairs({ client_id: 'rp', client_secret: clientSecret, grant_type: bearerGrant, assertion, ...values }),
      authorization: undefined,
      address: '192.0.2.7',
      ...(dpop !== undefined && { dpop }),
    })
  /** With an assertion that says this. */
  const bring = async (change: Readonly<Record<string, unknown>> = {}, values: Values = {}): Promise<JsonAnswer> =>
    ask(await sign(claims(change)), values)
  return Object.assign(op, { claims, sign, ask, bring })
}

/** A record of the client as the grant needs it. */
export const publicClient: Partial<Client> & { readonly public: true } = { public: true }
