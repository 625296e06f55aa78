import type { Client } from '@latchkey/core'
import { textOf } from './expect-refusal.ts'
import { TestProvider } from './test-provider.ts'
import { calendar, defineApis, idOf, mail, tokenRequest } from './token-kit.ts'

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
export const jwtType = 'urn:ietf:params:oauth:token-type:jwt'
const granted = ['openid', 'email', 'calendar.read', 'mail.read']

/** A client `calendar-api` that answers for the calendar and may exchange tokens of `rp` to reach the mail. */
export async function openExchange(
  change: Partial<Client> & { readonly public?: boolean } = {},
  grant: { readonly resources?: readonly string[] } = { resources: [calendar, mail] },
) {
  const op = await TestProvider.open()
  defineApis(op)
  await op.client({
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', exchangeGrant],
    scopes: [...granted, 'offline_access', 'other'],
  })
  await op.client({
    clientId: idOf('calendar-api'),
    grantTypes: [exchangeGrant, 'client_credentials'],
    responseTypes: [],
    exchangeFrom: ['rp'],
    exchangeTo: [mail],
    ...change,
  })
  const code = await op.code({ scopes: [...granted, 'offline_access'], grant })
  const answer = await tokenRequest(op, {
    ...{ grant_type: 'authorization_code', code, redirect_uri: 'https://rp.example/callback', resource: calendar },
  })
  const given = textOf(answer, 'access_token')
  const refresh = textOf(answer, 'refresh_token')
  const ask = (values: Readonly<Record<string, string | readonly string[] | undefined>> = {}) =>
    tokenRequest(op, {
      ...{ client_id: 'calendar-api', grant_type: exchangeGrant, subject_token: given, subject_token_type: accessTokenType },
      ...values,
    })
  return Object.assign(op, { given, refresh, ask })
}
