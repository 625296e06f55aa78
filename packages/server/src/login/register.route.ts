import {
  type Clock,
  type PendingRequest,
  type Provider,
  passwordContext,
  type ResumeInput,
  singleValues,
  type TraceRecorder,
} from '@latchkey/core'
import {
  type AccountStore,
  type PasswordPolicy,
  type RegistrationPorts,
  registerAccount,
  type SelfRegistrationPolicy,
} from '@latchkey/identity'
import type { RegisterOverView, RegisterProblem, RegisterView } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { CsrfProtection } from './csrf.ts'
import { type Dispatcher, withSession } from './dispatcher.ts'

export interface RegisterParts {
  readonly provider: Pick<Provider, 'openTransaction' | 'decide' | 'signIn' | 'findSession' | 'browserState'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly registration: {
    /** In force now; `undefined`: nobody can create an account. */
    readonly policy: () => SelfRegistrationPolicy | undefined
    readonly passwordPolicy: () => PasswordPolicy
    readonly ports: RegistrationPorts
  }
  readonly dispatcher: Dispatcher
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
  readonly trace: TraceRecorder
  readonly clock: Clock
}

/** Longest text that is kept in the form; no name is longer. */
const longest = 256

/** Where a person without an account can create one for a pending request; `undefined`: they cannot. */
export function registerPath(
  { frame, registration }: Pick<RegisterParts, 'frame' | 'registration'>,
  transactionId: string,
): string | undefined {
  return registration.policy() === undefined ? undefined : `${frame.base}/register?transaction=${transactionId}`
}

/** `GET /register`: the form for an account of one's own, within a request that waits for its person (OIDCIUR-4). */
export function showRegister(parts: RegisterParts): Handler {
  const { provider, dispatcher, registration } = parts
  return async (exchange) => {
    const input = await dispatcher.identify(exchange, new Map(parseQuery(exchange.query)).get('transaction'))
    const pending = await provider.openTransaction(input)
    const elsewhere = await dispatcher.elsewhere(exchange, input, ['register', 'login'])
    if (elsewhere !== undefined) return elsewhere
    const policy = registration.policy()
    if (policy === undefined) return renderOver(parts, exchange, { input, pending }, 'closed')
    const username = policy.loginName === 'email' || !pending.loginHint?.includes('@') ? pending.loginHint : undefined
    return renderForm(parts, exchange, { input, pending, policy, username: username?.slice(0, longest) ?? '', name: '' })
  }
}

/** `POST /register`: creates the account and signs its person in, or gives up with `decision=deny`. */
export function submitRegister(parts: RegisterParts): Handler {
  const { provider, dispatcher, csrf, registration, cookies } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const input = await dispatcher.identify(exchange, fields.get('transaction'))
    csrf.check(exchange, 'register', { fields: sent, subject: input.transactionId, browser: input.browser })
    const pending = await provider.openTransaction(input)
    if (fields.get('decision') === 'deny') {
      return dispatcher.answer(exchange, await provider.decide(input, { kind: 'deny' }), 'form')
    }
    const elsewhere = await dispatcher.elsewhere(exchange, input, ['register', 'login'])
    if (elsewhere !== undefined) return elsewhere
    const policy = registration.policy()
    if (policy === undefined) return renderOver(parts, exchange, { input, pending }, 'closed')
    const username = (fields.get('username') ?? '').slice(0, longest)
    const name = (fields.get('name') ?? '').slice(0, longest)
    const password = fields.get('password') ?? ''
    const page = { input, pending, policy, username, name }
    const problem = findProblem(policy, { username, name, password, repeated: fields.get('password_repeat') ?? '' })
    if (problem !== undefined) return renderForm(parts, exchange, { ...page, status: 400, problem })

    const address = exchange.remoteAddress
    const { transaction } = pending
    const { traceId, transactionId } = transaction
    const origin = { actor: { kind: 'anonymous' }, through: 'page', address, traceId } as const
    const form = { loginName: username, name, password, address, request: transactionId, origin }
    const outcome = await registerAccount(form, policy, registration.ports)
    recordStep(parts, pending, notes[outcome.kind])
    switch (outcome.kind) {
      case 'created': {
        const { accountId, subject } = outcome.account
        const previous = input.session
        const signedIn = await provider.signIn({
          ...{ ...passwordContext, accountId, subject, previous, transaction, address },
          credentialVersion: outcome.account.passwordChangedAt,
        })
        const setCookies = cookies.sessionBegun(signedIn.cookie, provider.browserState(signedIn.session))
        return dispatcher.next(exchange, withSession(input, signedIn.session), setCookies)
      }
      case 'waiting':
        return renderOver(parts, exchange, page, 'waiting')
      case 'invalid':
        return renderForm(parts, exchange, { ...page, status: 400, problem: outcome.problem })
      case 'throttled':
        return renderForm(parts, exchange, { ...page, status: 429, problem: outcome })
    }
  }
}

const notes = {
  created: 'account created',
  waiting: 'account waits for approval',
  invalid: 'account not created',
  throttled: 'account not created, too many attempts',
} as const

function recordStep({ trace, clock }: RegisterParts, { transaction, client }: PendingRequest, note: string): void {
  const step = { at: clock(), endpoint: 'register', outcome: 'interaction', note, checks: [] } as const
  trace.record(transaction.traceId, client.clientId, step)
}

function findProblem(
  { asksName }: SelfRegistrationPolicy,
  typed: { readonly username: string; readonly name: string; readonly password: string; readonly repeated: string },
): RegisterProblem | undefined {
  const isMissing = typed.username.trim() === '' || typed.password === '' || (asksName && typed.name.trim() === '')
  if (isMissing) return 'missing_fields'
  return typed.password === typed.repeated ? undefined : 'password_mismatch'
}

interface Shown {
  readonly input: ResumeInput
  readonly pending: PendingRequest
}

interface FormPage extends Shown {
  readonly policy: SelfRegistrationPolicy
  readonly username: string
  readonly name: string
  readonly status?: number
  readonly problem?: RegisterProblem
}

async function renderForm(parts: RegisterParts, exchange: Exchange, page: FormPage): Promise<Response> {
  const { frame } = parts
  const { policy, problem, username, name } = page
  const { session } = page.input
  const signedInAs = session === undefined ? undefined : await parts.accounts.find(session.accountId)
  const { domains, loginName, asksName, needsApproval } = policy
  const { passwordPolicy } = parts.registration
  const view: RegisterView = {
    ...frameOf(parts, page),
    loginName,
    asksName,
    needsApproval,
    passwordLength: passwordPolicy(),
    username,
    name,
    ...(domains === undefined ? {} : { domains }),
    ...(signedInAs === undefined ? {} : { signedInAs: signedInAs.username }),
    ...(problem === undefined ? {} : { problem }),
  }
  const context = contextOf(parts, exchange, page)
  const { traceId } = page.pending.transaction
  const headers = typeof problem === 'object' ? { 'retry-after': String(problem.retryAfter) } : {}
  return frame.send(exchange, context, frame.pages.register(context, view), { status: page.status ?? 200, traceId, headers })
}

function renderOver(parts: RegisterParts, exchange: Exchange, page: Shown, outcome: RegisterOverView['outcome']): Response {
  const context = contextOf(parts, exchange, page)
  const { traceId } = page.pending.transaction
  const document = parts.frame.pages.registerOver(context, { ...frameOf(parts, page), outcome })
  return parts.frame.send(exchange, context, document, { status: outcome === 'closed' ? 403 : 200, traceId })
}

function contextOf({ frame }: RegisterParts, exchange: Exchange, { pending }: Shown) {
  const { traceId, transactionId } = pending.transaction
  const self = `${frame.base}/register?transaction=${transactionId}`
  return frame.context(exchange, { traceId, uiLocales: pending.uiLocales, self })
}

function frameOf(
  { frame, csrf }: RegisterParts,
  { input, pending }: Shown,
): Pick<RegisterView, 'client' | 'hidden' | 'loginHref'> {
  const { transactionId } = pending.transaction
  const token = input.browser === undefined ? [] : [csrf.field('register', transactionId, input.browser)]
  return {
    client: clientView(pending.client, pending.redirectUri),
    hidden: [['transaction', transactionId], ...token],
    loginHref: `${frame.base}/login?transaction=${transactionId}`,
  }
}
