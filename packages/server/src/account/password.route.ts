import { passwordContext, singleValues } from '@latchkey/core'
import type { PasswordPolicy } from '@latchkey/identity'
import type { PasswordView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { RefusedSignIns } from '../login/refused-sign-ins.ts'
import type { Visitor } from '../login/signed-in-visitor.ts'
import { sendAccount } from './account.route.ts'
import { type AccountPageParts, forVisitor } from './account-pages.ts'

export interface PasswordPageParts extends AccountPageParts {
  readonly refusedSignIns: RefusedSignIns
  /** Of new passwords; in force now. */
  readonly passwordPolicy: () => PasswordPolicy
}

const statuses = { forbidden: 403, refused: 401 } as const

/** `GET /account/password`: the form for a new password. */
export function showPassword(parts: PasswordPageParts): Handler {
  return forVisitor(parts, 'password', async (exchange, visitor) => {
    const isAllowed = await parts.management.mayChangePassword(visitor.account)
    return isAllowed ? render(parts, exchange, visitor) : render(parts, exchange, visitor, 'forbidden')
  })
}

/** `GET /.well-known/change-password` of the host: where password managers look for the form. */
export function changePassword({ frame }: PasswordPageParts): Handler {
  return () => frame.seeOther(`${frame.base}/account/password`)
}

/**
 * `POST /account/password`: `current`, and `password` twice. A new password ends every session of the account, this one too; the browser goes
 * on with a new one, as after any sign-in with that password.
 */
export function submitPassword(parts: PasswordPageParts): Handler {
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const answer = forVisitor(parts, 'password', async (_, visitor) => {
      const { session, browser } = visitor
      parts.csrf.check(exchange, 'password', { fields: sent, subject: session.sessionId, browser })
      return change(parts, exchange, visitor, singleValues(sent))
    })
    return answer(exchange)
  }
}

async function change(
  parts: PasswordPageParts,
  exchange: Exchange,
  visitor: Visitor,
  fields: ReadonlyMap<string, string>,
): Promise<Response> {
  const [current, next] = [fields.get('current') ?? '', fields.get('password') ?? '']
  if (current === '' || next === '') return render(parts, exchange, visitor, 'missing_fields')
  if (next !== fields.get('password_repeat')) return render(parts, exchange, visitor, 'password_mismatch')
  const { username, session } = visitor
  const { management, refusedSignIns } = parts
  const address = exchange.remoteAddress
  const outcome = await management.changePassword({ accountId: session.accountId, current, next, address })
  switch (outcome.kind) {
    case 'changed':
      return goOn(parts, exchange, visitor, outcome.account)
    case 'throttled':
      await refusedSignIns.throttled({ username, address })
      return render(parts, exchange, visitor, outcome)
    case 'refused':
      await refusedSignIns.refused({ username, address })
      return render(parts, exchange, visitor, outcome.kind)
    case 'password_short':
    case 'password_long':
    case 'forbidden':
      return render(parts, exchange, visitor, outcome.kind)
  }
}

/** With a session of its own: the one from before is gone. */
async function goOn(
  parts: PasswordPageParts,
  exchange: Exchange,
  { setCookies }: Visitor,
  account: Visitor['account'],
): Promise<Response> {
  const { provider, cookies } = parts
  const { accountId, subject } = account
  const address = exchange.remoteAddress
  const begun = await provider.signIn({
    ...{ accountId, subject, ...passwordContext, address, credentialVersion: account.passwordChangedAt },
    previous: undefined,
    transaction: undefined,
  })
  const renewed = cookies.sessionBegun(begun.cookie, provider.browserState(begun.session))
  const visitor = { account, session: begun.session, setCookies: [...setCookies, ...renewed] }
  return sendAccount(parts, exchange, visitor, 'password_changed')
}

function render(
  { frame, csrf, passwordPolicy }: PasswordPageParts,
  exchange: Exchange,
  { session, username, browser, setCookies }: Visitor,
  problem?: NonNullable<PasswordView['problem']>,
): Response {
  const { min, max } = passwordPolicy()
  const view: PasswordView = {
    ...{ username, passwordLength: { min, max } },
    hidden: [csrf.field('password', session.sessionId, browser)],
    ...(problem !== undefined && { problem }),
  }
  const context = frame.context(exchange)
  return frame.send(exchange, context, frame.pages.password(context, view), {
    status: statusOf(problem),
    headers: typeof problem === 'object' ? { 'retry-after': String(problem.retryAfter) } : {},
    setCookies,
  })
}

function statusOf(problem: PasswordView['problem']): number {
  if (problem === undefined) return 200
  if (typeof problem === 'object') return 429
  return problem === 'forbidden' || problem === 'refused' ? statuses[problem] : 400
}
