import { randomUUID } from 'node:crypto'
import { KeyHolder, type RelyingParty, Scene } from '@latchkey/testing'
import { type JWTPayload, SignJWT } from 'jose'
import { ApiClient } from '../management/api-client.ts'
import { calendar } from './api-scene.ts'

export const bearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** A server that trusts somebody who vouches for people, and the clients that may use that and may not. */
export interface VoucherScene extends AsyncDisposable {
  readonly scene: Scene
  readonly admin: ApiClient
  readonly voucher: KeyHolder
  /** Object id of the trusted issuer. */
  readonly trustedId: string
  /** Brings assertions of the issuer. */
  readonly app: RelyingParty
  /** Has the grant type too, but the issuer is not for it. */
  readonly other: RelyingParty
  /** An assertion about the person of the scene; `undefined` leaves a claim out. */
  claims(change?: Readonly<Record<string, unknown>>): JWTPayload
  sign(claims: JWTPayload, header?: Readonly<Record<string, unknown>>, by?: KeyHolder): Promise<string>
}

/** What `iss` says; nothing is ever asked there. */
export const voucherName = 'https://login.example'

export async function openVoucherScene(): Promise<VoucherScene> {
  const voucher = await KeyHolder.open('ES256')
  const scene = await Scene.open({ env: voucher.serverEnvironment })
  const admin = await ApiClient.administrator(scene.server)
  const fields = { grantTypes: ['authorization_code', bearerGrant] }
  const [app, other] = [await scene.client({ fields }), await scene.client({ fields })]
  const { id: scopeId } = await admin.create('Scope', { name: 'calendar.read', description: 'See your calendar' })
  const { id: resourceId } = await admin.create('Resource', {
    ...{ resource: calendar, name: 'Calendar', scopeIds: { [scopeId]: true } },
    introspectionClientIds: { [app.clientId]: true },
  })
  const { id: trustedId } = await admin.create('TrustedIssuer', {
    ...{ issuer: voucherName, jwksUri: voucher.uri, algorithms: { ES256: true } },
    ...{ clientIds: { [app.clientId]: true }, scopes: { 'calendar.read': true }, resourceIds: { [resourceId]: true } },
  })
  const claims = (change: Readonly<Record<string, unknown>> = {}): JWTPayload => {
    const now = Math.floor(Date.now() / 1000)
    const honest = { iss: voucherName, sub: scene.person.username, aud: scene.issuer, jti: randomUUID() }
    return JSON.parse(JSON.stringify({ ...honest, iat: now, exp: now + 60, ...change }))
  }
  return {
    ...{ scene, admin, voucher, trustedId, app, other, claims },
    sign: (said, header = {}, { key } = voucher) =>
      new SignJWT(said).setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header }).sign(key.privateKey),
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]()
      await voucher[Symbol.asyncDispose]()
    },
  }
}
