import { type PendingRequest, type Provider, type ResumeInput, singleValues } from '@latchkey/core'
import { type AccountStore, type Identity, networkOf } from '@latchkey/identity'
import type { LoginView } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { CsrfProtection } from './csrf.ts'
import { type Dispatcher, withSession } from './dispatcher.ts'
import { isLocalSignIn, showLocalSignIn, submitLocalSignIn } from './local-sign-in.ts'
import type { RefusedSignIns } from './refused-sign-ins.ts'
import { type RegisterParts, registerPath } from './register.route.ts'

export interface PasswordParts {
  readonly provider: Pick<Provider, 'openTransaction' | 'decide' | 'signIn' | 'failSignIn' | 'findSession' | 'browserState'>
  readonly identity: Pick<Identity, 'verifyPassword'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly dispatcher: Dispatcher
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
  readonly refusedSignIns: RefusedSignIns
  readonly registration: RegisterParts['registration']
}

/** Longest user name that is kept in the form; anything longer is nobody's. */
const longestUsername = 256

/** `GET /login`: the sign-in page of a transaction. */
export function showLogin(parts: PasswordParts): Handler {
  return async (exchange) => {
    const query = new Map(parseQuery(exchange.query))
    if (isLocalSignIn(query)) return showLocalSignIn(parts, exchange, query)
    const input = await parts.dispatcher.identify(exchange, query.get('transaction'))
    const pending = await parts.provider.openTransaction(input)
    const elsewhere = await parts.dispatcher.elsewhere(exchange, input, ['login', 'register'])
    return elsewhere ?? renderLogin(parts, exchange, { input, pending, username: pending.loginHint })
  }
}

/** `POST /login`: signs in, or gives up with `decision=deny`. */
export function submitLogin(parts: PasswordParts): Handler {
  const { provider, identity, dispatcher, csrf, cookies, refusedSignIns } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    if (isLocalSignIn(fields)) return submitLocalSignIn(parts, exchange, sent, fields)
    const input = await dispatcher.identify(exchange, fields.get('transaction'))
    csrf.check(exchange, 'login', { fields: sent, subject: input.transactionId, browser: input.browser })
    const pending = await provider.openTransaction(input)
    if (fields.get('decision') === 'deny') {
      return dispatcher.answer(exchange, await provider.decide(input, { kind: 'deny' }), 'form')
    }
    const username = (fields.get('username') ?? '').slice(0, longestUsername)
    const password = fields.get('password') ?? ''
    const page = { input, pending, username }
    if (username.trim() === '' || password === '') {
      return renderLogin(parts, exchange, { ...page, status: 400, problem: 'missing_fields' })
    }
    const address = exchange.remoteAddress
    const { traceId, clientId } = pending.transaction
    const attempt = { username, address, traceId, clientId }
    const outcome = await identity.verifyPassword({ username, password, network: networkOf(address) })
    switch (outcome.kind) {
      case 'verified': {
        const { accountId, subject, passwordChangedAt: credentialVersion } = outcome.account
        const { acr, amr } = outcome
        const previous = input.session
        const { transaction } = pending
        const signedIn = await provider.signIn({
          ...{ accountId, subject, acr, amr, credentialVersion, previous, transaction, address },
        })
        return dispatcher.next(
          exchange,
          withSession(input, signedIn.session),
          cookies.sessionBegun(signedIn.cookie, provider.browserState(signedIn.session)),
        )
      }
      case 'refused': {
        // Begun at once, so that they share a commit.
        const [failed] = await Promise.all([provider.failSignIn(input), refusedSignIns.refused(attempt)])
        if (failed !== 'alive') return dispatcher.answer(exchange, failed, 'form')
        return renderLogin(parts, exchange, { ...page, status: 401, problem: 'refused' })
      }
      case 'throttled': {
        const { kind, retryAfter } = outcome
        await refusedSignIns.throttled(attempt)
        return renderLogin(parts, exchange, { ...page, status: 429, problem: { kind, retryAfter } })
      }
    }
  }
}

interface LoginPage {
  readonly input: ResumeInput
  readonly pending: PendingRequest
  readonly username: string | undefined
  readonly status?: number
  readonly problem?: NonNullable<LoginView['problem']>
}

async function renderLogin(parts: PasswordParts, exchange: Exchange, page: LoginPage): Promise<Response> {
  const { frame, csrf } = parts
  const { input, pending, username, problem } = page
  const { transaction, client } = pending
  const registerHref = registerPath(parts, transaction.transactionId)
  const signedInAs = input.session === undefined ? undefined : await parts.accounts.find(input.session.accountId)
  const context = frame.context(exchange, {
    traceId: transaction.traceId,
    uiLocales: pending.uiLocales,
    self: `${frame.base}/login?transaction=${transaction.transactionId}`,
  })
  const token = input.browser === undefined ? [] : [csrf.field('login', transaction.transactionId, input.browser)]
  const view: LoginView = {
    client: clientView(client, pending.redirectUri),
    hidden: [['transaction', transaction.transactionId], ...token],
    ...(username === undefined ? {} : { username }),
    ...(signedInAs === undefined ? {} : { signedInAs: signedInAs.username }),
    ...(registerHref === undefined ? {} : { registerHref }),
    ...(problem === undefined ? {} : { problem }),
  }
  const headers = typeof problem === 'object' ? { 'retry-after': String(problem.retryAfter) } : {}
  return frame.send(exchange, context, frame.pages.login(context, view), {
    status: page.status ?? 200,
    traceId: transaction.traceId,
    headers,
  })
}
