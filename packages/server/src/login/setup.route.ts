import { singleValues } from '@latchkey/core'
import {
  type Account,
  findSetupToken,
  type Identity,
  passwordLength,
  redeemSetup,
  type SetupOutcome,
  type SetupPorts,
} from '@latchkey/identity'
import type { SetupView } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import type { CsrfProtection } from './csrf.ts'

export interface SetupParts {
  readonly ports: SetupPorts & { readonly identity: Pick<Identity, 'hashPassword'> }
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
  /** The link was used: it is worth nothing any more. */
  readonly onRedeemed: (account: Account) => void
}

type Problem = NonNullable<SetupView['problem']>

/** `GET /setup?token=...`: the form for the first administrator. Without a live token it only says so. */
export function showSetup(parts: SetupParts): Handler {
  return async (exchange) => {
    const token = new Map(parseQuery(exchange.query)).get('token') ?? ''
    const isLive = (await findSetupToken(parts.ports, token)) !== undefined
    return isLive
      ? renderSetup(parts, exchange, { token, status: 200 })
      : renderSetup(parts, exchange, { token: '', status: 403, problem: 'refused' })
  }
}

/** `POST /setup`: creates the first administrator, once. */
export function submitSetup(parts: SetupParts): Handler {
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const token = fields.get('token') ?? ''
    parts.csrf.check(exchange, 'setup', { fields: sent, subject: token, browser: parts.cookies.browser(exchange) })
    const username = fields.get('username') ?? ''
    const password = fields.get('password') ?? ''
    const problem = findProblem(username, password, fields.get('password_repeat') ?? '')
    if (problem !== undefined) return renderSetup(parts, exchange, { token, username, status: 400, problem })
    const origin = { actor: { kind: 'anonymous' }, through: 'setup', address: exchange.remoteAddress } as const
    const outcome = await redeemSetup(parts.ports, { token, username, password, origin })
    if (outcome.kind !== 'created') {
      const status = outcome.kind === 'refused' ? 403 : 400
      return renderSetup(parts, exchange, { token, username, status, problem: problemOf(outcome) })
    }
    parts.onRedeemed(outcome.account)
    const context = parts.frame.context(exchange)
    return parts.frame.send(exchange, context, parts.frame.pages.setupDone(context, { username: outcome.account.username }))
  }
}

function findProblem(username: string, password: string, repeated: string): Problem | undefined {
  if (username.trim() === '' || password === '') return 'missing_fields'
  return password === repeated ? undefined : 'password_mismatch'
}

function problemOf(outcome: Exclude<SetupOutcome, { readonly kind: 'created' }>): Problem {
  if (outcome.kind === 'refused') return 'refused'
  return outcome.problem === 'username_invalid' ? 'missing_fields' : outcome.problem
}

function renderSetup(
  parts: SetupParts,
  exchange: Exchange,
  page: { readonly token: string; readonly status: number; readonly username?: string; readonly problem?: Problem },
): Response {
  const { frame, csrf, cookies } = parts
  const known = cookies.browser(exchange)
  const browser = known ?? cookies.newBrowser()
  const context = frame.context(exchange)
  const view: SetupView = {
    hidden: [['token', page.token], csrf.field('setup', page.token, browser)],
    passwordLength,
    ...(page.username === undefined ? {} : { username: page.username }),
    ...(page.problem === undefined ? {} : { problem: page.problem }),
  }
  return frame.send(exchange, context, frame.pages.setup(context, view), {
    status: page.status,
    setCookies: known === undefined ? [cookies.setBrowser(browser)] : [],
  })
}
