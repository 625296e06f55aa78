import type { Parameters, Provider, Secret } from '@latchkey/core'
import { type Identity, networkOf } from '@latchkey/identity'
import type { LoginView } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import type { PageFrame } from '../http/page-frame.ts'
import { findSession } from '../oidc/authorize.route.ts'
import type { CsrfProtection } from './csrf.ts'
import type { RefusedSignIns } from './refused-sign-ins.ts'

export interface LocalSignInParts {
  readonly provider: Pick<Provider, 'signIn' | 'findSession' | 'browserState'>
  readonly identity: Pick<Identity, 'verifyPassword'>
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
  readonly refusedSignIns: RefusedSignIns
}

/** A page of our own that needs a person who is signed in, or is another one for them. */
interface Destination {
  readonly path: string
  /** Parameters that it takes along. */
  readonly parameters: readonly string[]
}

/** By the value of `next`. Nothing else can be a destination. */
const destinations: ReadonlyMap<string, Destination> = new Map([
  ['device', { path: '/device', parameters: ['user_code'] }],
  ['home', { path: '/', parameters: [] }],
  ['requests', { path: '/requests', parameters: [] }],
  ['account', { path: '/account', parameters: [] }],
  ['applications', { path: '/account/applications', parameters: [] }],
  ['sessions', { path: '/account/sessions', parameters: [] }],
  ['password', { path: '/account/password', parameters: [] }],
  // `at`: place within the console.
  ['admin', { path: '/admin', parameters: ['at'] }],
])

/** Where to sign in for a page of our own. */
export function localSignInPath(base: string, next: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams({ next })
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value)
  return `${base}/login?${query}`
}

/** Whether a request to the login page is for a page of our own, and not for a client. */
export function isLocalSignIn(fields: ReadonlyMap<string, string>): boolean {
  return !fields.has('transaction') && destinations.has(fields.get('next') ?? '')
}

/** `GET /login?next=`: the sign-in page without a client. */
export function showLocalSignIn(parts: LocalSignInParts, exchange: Exchange, fields: ReadonlyMap<string, string>): Response {
  return render(parts, exchange, fields, {})
}

/** `POST /login` with `next`: signs in and goes on to that page. */
export async function submitLocalSignIn(
  parts: LocalSignInParts,
  exchange: Exchange,
  sent: Parameters,
  fields: ReadonlyMap<string, string>,
): Promise<Response> {
  const { provider, identity, csrf, cookies, frame, refusedSignIns } = parts
  csrf.check(exchange, 'login', { fields: sent, subject: fields.get('next') ?? '', browser: cookies.browser(exchange) })
  const username = (fields.get('username') ?? '').slice(0, 256)
  const password = fields.get('password') ?? ''
  if (username.trim() === '' || password === '') {
    return render(parts, exchange, fields, { status: 400, username, problem: 'missing_fields' })
  }
  const address = exchange.remoteAddress
  const outcome = await identity.verifyPassword({ username, password, network: networkOf(address) })
  switch (outcome.kind) {
    case 'verified': {
      const { accountId, subject, passwordChangedAt: credentialVersion } = outcome.account
      const previous = await findSession(provider, cookies, exchange)
      const { acr, amr } = outcome
      const { cookie, session } = await provider.signIn({
        accountId,
        subject,
        acr,
        amr,
        credentialVersion,
        previous,
        transaction: undefined,
        address,
      })
      return frame.seeOther(destinationOf(frame.base, fields), {
        setCookies: cookies.sessionBegun(cookie, provider.browserState(session)),
      })
    }
    case 'refused':
      await refusedSignIns.refused({ username, address })
      return render(parts, exchange, fields, { status: 401, username, problem: 'refused' })
    case 'throttled': {
      const { kind, retryAfter } = outcome
      await refusedSignIns.throttled({ username, address })
      return render(parts, exchange, fields, { status: 429, username, problem: { kind, retryAfter } })
    }
  }
}

function destinationOf(base: string, fields: ReadonlyMap<string, string>): string {
  const query = new URLSearchParams(takenAlong(fields))
  const path = destinations.get(fields.get('next') ?? '')?.path ?? '/'
  return `${base}${path}${query.size === 0 ? '' : `?${query}`}`
}

function takenAlong(fields: ReadonlyMap<string, string>): [name: string, value: string][] {
  const names = destinations.get(fields.get('next') ?? '')?.parameters ?? []
  return names.flatMap((name) => {
    const value = fields.get(name)
    return value === undefined ? [] : [[name, value.slice(0, 256)]]
  })
}

interface Shown {
  readonly status?: number
  readonly username?: string
  readonly problem?: NonNullable<LoginView['problem']>
}

function render(parts: LocalSignInParts, exchange: Exchange, fields: ReadonlyMap<string, string>, shown: Shown): Response {
  const { cookies, csrf, frame } = parts
  const known = cookies.browser(exchange)
  const browser: Secret<'browserCookie'> = known ?? cookies.newBrowser()
  const next = fields.get('next') ?? ''
  const kept = takenAlong(fields)
  const context = frame.context(exchange, { self: localSignInPath(frame.base, next, Object.fromEntries(kept)) })
  const { username, problem } = shown
  const view: LoginView = {
    hidden: [['next', next], ...kept, csrf.field('login', next, browser)],
    ...(username === undefined ? {} : { username }),
    ...(problem === undefined ? {} : { problem }),
  }
  return frame.send(exchange, context, frame.pages.login(context, view), {
    status: shown.status ?? 200,
    headers: typeof problem === 'object' ? { 'retry-after': String(problem.retryAfter) } : {},
    setCookies: known === undefined ? [cookies.setBrowser(browser)] : [],
  })
}
