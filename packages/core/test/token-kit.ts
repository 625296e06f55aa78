import type { ClientId, JsonAnswer } from '@latchkey/core'
import { decodeJwt } from 'jose'
import { clientSecret, form, type TestProvider } from './test-provider.ts'

/* Requests about tokens as the clients of a test make them: each has the secret of `rp`. */

export const calendar = 'https://calendar.example/api'
export const mail = 'https://mail.example/api'

type Values = Readonly<Record<string, string | readonly string[] | undefined>>

/** Form pairs with a name for each value of a list. */
export function pairs(values: Values): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [[name, one] as const])),
  )
}

/** A token request of a client. */
export function tokenRequest(op: TestProvider, values: Values): Promise<JsonAnswer> {
  const parameters = pairs({ client_id: 'rp', client_secret: clientSecret, ...values })
  return op.provider.token({ parameters, authorization: undefined })
}

/** What a client is told of a token. */
export function introspect(op: TestProvider, token: string, clientId = 'rp', accept?: string): Promise<JsonAnswer> {
  const parameters = form({ client_id: clientId, client_secret: clientSecret, token })
  return op.provider.introspect({ parameters, authorization: undefined, accept })
}

export function revoke(op: TestProvider, token: string, clientId = 'rp'): Promise<JsonAnswer> {
  return op.provider.revoke({
    parameters: form({ client_id: clientId, client_secret: clientSecret, token }),
    authorization: undefined,
  })
}

export function idOf(name: string): ClientId {
  return name as ClientId
}

/** Claims of a JWT, not verified. */
export function claimsIn(jwt: string): Readonly<Record<string, unknown>> {
  return decodeJwt(jwt)
}

/** Two APIs with a scope each; `calendar-api` answers for the calendar. */
export function defineApis(op: TestProvider): void {
  op.defineScopes('calendar.read', 'mail.read', 'other')
  op.defineResources(
    { resource: calendar, name: 'Calendar', scopes: ['calendar.read'], introspectionClients: [idOf('calendar-api')] },
    { resource: mail, name: 'Mail', scopes: ['mail.read'] },
  )
}
