import {
  type Clock,
  type CryptoPort,
  type PendingDevice,
  type Provider,
  type ProviderSettings,
  singleValues,
} from '@latchkey/core'
import { type AccountStore, BoundedQueue, type ThrottleStore } from '@latchkey/identity'
import type { DeviceView, Page } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame, PageOptions } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { CsrfProtection } from './csrf.ts'
import { decisionOf } from './form-fields.ts'
import { localSignInPath } from './local-sign-in.ts'
import { type Visitor, visitorOf } from './signed-in-visitor.ts'

export interface DeviceParts {
  readonly provider: Pick<Provider, 'findDevice' | 'decideDevice' | 'findSession'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly throttle: ThrottleStore
  readonly settings: () => ProviderSettings
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
}

/**
 * An account's codes are looked at one after another, or guesses sent at once would all come before the first of them is counted. A second
 * one may be under way, as people click twice.
 */
const entryLimits = { concurrency: 64, waiting: 256, perLane: 2 } as const
/** Seconds after which somebody who sent too many at once may try again. */
const entryRetryAfter = 1

/** Longest code that is kept in the form. */
const longestCode = 64

/** `GET /device` (RFC8628-3.3): the code is asked for, or prefilled; a link alone never approves anything (RFC8628-5.4). */
export function showDevice(parts: DeviceParts): Handler {
  return async (exchange) => {
    const userCode = new Map(parseQuery(exchange.query)).get('user_code')?.slice(0, longestCode)
    const visitor = await visitorOf(parts, exchange)
    if (visitor === undefined) return parts.frame.seeOther(localSignInPath(parts.frame.base, 'device', { user_code: userCode }))
    return askForCode(parts, exchange, visitor, { userCode })
  }
}

/** `POST /device`: first the code, then with `decision` what becomes of it. */
export function submitDevice(parts: DeviceParts): Handler {
  const { csrf } = parts
  const entries = new BoundedQueue(entryLimits)
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const userCode = (fields.get('user_code') ?? '').slice(0, longestCode)
    const visitor = await visitorOf(parts, exchange)
    if (visitor === undefined) return parts.frame.seeOther(localSignInPath(parts.frame.base, 'device', { user_code: userCode }))
    csrf.check(exchange, 'device', { fields: sent, subject: visitor.session.sessionId, browser: visitor.browser })
    const answer = await entries.tryRun(visitor.session.accountId, () =>
      enterCode(parts, exchange, visitor, { userCode, fields }),
    )
    if (answer !== 'full') return answer
    return askForCode(parts, exchange, visitor, { userCode, problem: { kind: 'throttled', retryAfter: entryRetryAfter } })
  }
}

async function enterCode(
  parts: DeviceParts,
  exchange: Exchange,
  visitor: Visitor,
  { userCode, fields }: { readonly userCode: string; readonly fields: ReadonlyMap<string, string> },
): Promise<Response> {
  const { provider } = parts
  const wait = await waitingTime(parts, visitor)
  if (wait > 0) return askForCode(parts, exchange, visitor, { userCode, problem: { kind: 'throttled', retryAfter: wait } })
  const device = await provider.findDevice(userCode)
  if (device === undefined) {
    await countFailure(parts, visitor)
    return askForCode(parts, exchange, visitor, { userCode, problem: 'unknown' })
  }
  if (!fields.has('decision')) return askForDecision(parts, exchange, visitor, device)
  const decision = decisionOf(fields, ['allow', 'deny'])
  const decided = await provider.decideDevice(
    device.authorization,
    decision === 'deny' ? 'denied' : { session: visitor.session },
    {
      session: visitor.session,
      address: exchange.remoteAddress,
    },
  )
  const outcome = !decided ? 'gone' : decision === 'allow' ? 'approved' : 'denied'
  const { traceId } = device.authorization
  return send(parts, exchange, visitor, (context) => parts.frame.pages.deviceDone(context, { outcome }), { traceId })
}

function askForCode(
  parts: DeviceParts,
  exchange: Exchange,
  visitor: Visitor,
  shown: { readonly userCode: string | undefined; readonly problem?: NonNullable<DeviceView['problem']> },
): Response {
  const { userCode, problem } = shown
  const view: DeviceView = {
    hidden: [parts.csrf.field('device', visitor.session.sessionId, visitor.browser)],
    ...(userCode === undefined ? {} : { userCode }),
    ...(problem === undefined ? {} : { problem }),
  }
  const isThrottled = typeof problem === 'object'
  return send(parts, exchange, visitor, (context) => parts.frame.pages.device(context, view), {
    status: problem === undefined ? 200 : isThrottled ? 429 : 400,
    headers: isThrottled ? { 'retry-after': String(problem.retryAfter) } : {},
  })
}

async function askForDecision(
  parts: DeviceParts,
  exchange: Exchange,
  visitor: Visitor,
  { authorization, client, userCode, details, scopeDescriptions, resources }: PendingDevice,
): Promise<Response> {
  const view = {
    client: clientView(client, undefined),
    hidden: [['user_code', userCode], parts.csrf.field('device', visitor.session.sessionId, visitor.browser)] as const,
    userCode,
    signedInAs: visitor.username,
    scopes: authorization.scopes,
    details,
    scopeDescriptions,
    resources,
    requestedFrom: authorization.requestedFrom,
    requestedAt: authorization.createdAt,
  }
  const { traceId } = authorization
  return send(parts, exchange, visitor, (context) => parts.frame.pages.deviceConfirm(context, view), { traceId })
}

function send(
  { frame }: DeviceParts,
  exchange: Exchange,
  visitor: Visitor,
  render: (context: ReturnType<PageFrame['context']>) => Page,
  options: PageOptions,
): Response {
  const traceId = options.traceId
  const context = frame.context(exchange, { self: `${frame.base}/device`, ...(traceId === undefined ? {} : { traceId }) })
  return frame.send(exchange, context, render(context), { ...options, setCookies: visitor.setCookies })
}

/**
 * Seconds until this account may enter another code; 0: now. After `authCodeMaxAttempts` wrong codes it has to wait until the oldest
 * code that it can have guessed at has expired (RFC8628-5.1).
 */
async function waitingTime({ throttle, settings, clock, crypto }: DeviceParts, visitor: Visitor): Promise<number> {
  const { authCodeMaxAttempts, userCodeExpiry } = settings()
  const now = clock()
  const failed = await throttle.find(failureKey(crypto, visitor), now)
  if (failed === undefined || failed.failures < authCodeMaxAttempts) return 0
  return Math.max(0, Math.ceil((failed.lastFailureAt + userCodeExpiry - now) / 1_000))
}

async function countFailure({ throttle, settings, clock, crypto }: DeviceParts, visitor: Visitor): Promise<void> {
  const now = clock()
  await throttle.add(failureKey(crypto, visitor), now, now + settings().userCodeExpiry)
}

/** Only who is signed in can enter codes, so an account is what guesses are counted for; nobody else is locked out by them. */
function failureKey(crypto: CryptoPort, { session }: Visitor): ReturnType<CryptoPort['digest']> {
  return crypto.digest(`user-code ${session.accountId}`)
}
