import assert from 'node:assert/strict'
import type { BackchannelRequest, Client, FetchOutcome, JsonAnswer, Session, Subject } from '@latchkey/core'
import { ObjectSigner } from './request-object-kit.ts'
import { clientSecret, form, issuer, TestProvider } from './test-provider.ts'

export const ciba = 'urn:openid:params:grant-type:ciba'
export const notices = 'https://rp.example/notices'
type Values = Readonly<Record<string, string | undefined>>

/** A client `rp` that asks alice, who is signed in somewhere else. */
export class BackchannelSteps implements AsyncDisposable {
  readonly test: TestProvider

  private constructor(test: TestProvider) {
    this.test = test
  }

  static async open(change: Partial<Client> = {}): Promise<BackchannelSteps> {
    const test = await TestProvider.open()
    const told = change.backchannelTokenDeliveryMode === undefined ? {} : { backchannelClientNotificationEndpoint: notices }
    test.account({ name: 'alice' })
    await test.client({ grantTypes: [ciba, 'refresh_token'], ...told, ...change })
    return new BackchannelSteps(test)
  }

  get session(): Session {
    const { now } = this.test
    return {
      ...{ sessionId: 'ses_phone', digest: this.test.crypto.digest('cookie'), accountId: 'acc_alice' },
      ...{ subject: 'subject-of-alice' as Subject, authTime: now - 60_000, acr: '1', amr: ['pwd'] },
      ...{ createdAt: now - 60_000, expiresAt: now + 60 * 60_000 },
    }
  }

  ask(values: Values = {}): Promise<JsonAnswer> {
    const sent = { client_id: 'rp', client_secret: clientSecret, scope: 'openid', login_hint: 'alice', ...values }
    return this.test.provider.backchannelAuthentication({
      ...{ parameters: form(sent), authorization: undefined, requestedFrom: '192.0.2.7' },
    })
  }

  /** The `auth_req_id` of a request that was accepted. */
  async asked(values: Values = {}): Promise<string> {
    const answer = await this.ask(values)
    assert.equal(answer.status, 200, String(answer.refusal?.reason))
    return String(answer.body?.['auth_req_id'])
  }

  poll(authReqId: string, values: Values = {}): Promise<JsonAnswer> {
    return this.test.token({ grant_type: ciba, auth_req_id: authReqId, ...values })
  }

  /** The person decides about the only request that waits. */
  async decide(decision: 'allow' | 'deny', change: Partial<Session> = {}): Promise<string> {
    const session = { ...this.session, ...change }
    const [waiting] = await this.test.provider.pendingBackchannel(session)
    assert.ok(waiting)
    return this.test.provider.decideBackchannel({ requestId: waiting.request.requestId, session, decision })
  }

  /** Makes the attempts that are due, and answers what they were. */
  async tell() {
    const { backchannelRequests } = this.test.ports.stores
    const { now } = this.test
    const [clientId] = await backchannelRequests.dueClients(now)
    if (clientId === undefined) return []
    const claimed: readonly BackchannelRequest[] = await backchannelRequests.claim({
      ...{ clientId, limit: 8, leaseUntil: now + 20_000, now },
    })
    return Promise.all(claimed.map((request) => this.test.provider.deliverNotice(request)))
  }

  /** How the client answers what it is told. */
  answers(outcome: 204 | 'redirected' | number): void {
    const failed = (problem: 'status' | 'redirected', status: number): FetchOutcome => ({
      kind: 'failed',
      problem,
      status,
      detail: '',
    })
    const fetched: FetchOutcome = { kind: 'fetched', status: 204, contentType: '', body: 'ignored', freshUntil: 0 }
    const refused = outcome === 'redirected' ? failed('redirected', 301) : failed('status', outcome)
    this.test.web.set(notices, outcome === 204 ? fetched : refused)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.test[Symbol.asyncDispose]()
  }
}

/** A client's key, and requests that it signs. */
export async function requestSigner(alg = 'ES256') {
  const signer = await ObjectSigner.make(alg)
  return {
    jwks: { keys: [signer.jwk] },
    /** `undefined` leaves a claim out. */
    sign: (now: number, change: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}) => {
      const seconds = Math.floor(now / 1000)
      return signer.sign(
        {
          ...{ response_type: undefined, redirect_uri: undefined, state: undefined, nonce: undefined, client_id: undefined },
          ...{ code_challenge: undefined, code_challenge_method: undefined },
          ...{ iss: 'rp', aud: issuer, iat: seconds, nbf: seconds, exp: seconds + 300, jti: 'one' },
          ...{ scope: 'openid', login_hint: 'alice', ...change },
        },
        header,
      )
    },
  }
}
