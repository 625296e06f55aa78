import { type RelyingParty, Scene } from '@latchkey/testing'
import { ApiClient, type Json } from '../management/api-client.ts'

export const calendar = 'https://calendar.example/api'
export const mail = 'https://mail.example/api'
export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/** A server with two APIs: `calendar`, for which the client `calendarApi` answers, with sealed tokens, and `mail`, with JWTs. */
export interface ApiScene extends AsyncDisposable {
  readonly scene: Scene
  readonly admin: ApiClient
  /** Signs people in and may have the scopes of both. */
  readonly app: RelyingParty
  /** Answers for the calendar, acts for itself, and may exchange tokens of `app` to reach the mail. */
  readonly calendarApi: RelyingParty
}

export async function openApiScene(): Promise<ApiScene> {
  const scene = await Scene.open()
  const admin = await ApiClient.administrator(scene.server)
  const scopes: Record<string, string> = {}
  for (const name of ['calendar.read', 'mail.read']) {
    scopes[name] = String((await admin.create('Scope', { name, description: `See ${name}` }))['id'])
  }
  const app = await scene.client({ fields: { grantTypes: ['authorization_code', 'refresh_token'] } })
  const calendarApi = await party(scene, admin, {
    grantTypes: { client_credentials: true, [exchangeGrant]: true },
    scopes: { 'calendar.read': true, 'mail.read': true },
    exchangeFrom: { [app.clientId]: true },
    exchangeTo: { [mail]: true },
    introspectionSignedResponseAlg: 'ES256',
  })
  const resource = (uri: string, name: string, scope: string, more: Json) =>
    admin.create('Resource', { resource: uri, name, scopeIds: { [scopes[scope] ?? '']: true }, ...more })
  await resource(calendar, 'Calendar', 'calendar.read', { introspectionClientIds: { [calendarApi.clientId]: true } })
  await resource(mail, 'Mail', 'mail.read', { accessTokenFormat: 'jwt' })
  return { scene, admin, app, calendarApi, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() }
}

/** A client without redirect URI, for itself. */
async function party(scene: Scene, admin: ApiClient, value: Json): Promise<RelyingParty> {
  const made = await scene.client({ fields: { grantTypes: ['authorization_code', 'client_credentials'] } })
  const { ids } = await admin.call('x:OAuthClient/query', { filter: { clientId: made.clientId } })
  const [id] = ids as readonly string[]
  await admin.update('OAuthClient', value, String(id))
  return made
}

/** What a client is told of a token. */
export async function introspect(by: RelyingParty, token: string): Promise<Readonly<Record<string, unknown>>> {
  return (await by.form('/auth/introspect', { token })).body
}
