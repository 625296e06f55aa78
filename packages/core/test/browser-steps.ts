import assert from 'node:assert/strict'
import {
  type AccountId,
  type AuthorizeOutcome,
  type CheckOutcome,
  type Client,
  createProvider,
  type InteractionNeeded,
  newSecret,
  type Parameters,
  type Provider,
  type ProviderSettings,
  type ReasonId,
  type ReleasableClaims,
  reasons,
  type Secret,
  type Session,
  type Subject,
  type SubjectRecord,
  type Transaction,
  type UserDecision,
} from '@latchkey/core'
import { challenge, form, issuer, redirectUri, TestProvider } from './test-provider.ts'

export type Person = 'alice' | 'bob'

/** What the server does around the engine, without HTTP: a browser with its two cookies, and people who sign in with it. */
export class BrowserSteps implements AsyncDisposable {
  readonly test: TestProvider
  readonly provider: Provider
  /** People whose account is disabled. */
  readonly disabled = new Set<Person>()
  /** What is known of everybody. */
  claims: ReleasableClaims = {}
  /** Of everybody's password; absent: there is none. */
  credentialVersion: number | undefined
  browser: Secret<'browserCookie'>
  cookie: Secret<'sessionCookie'> | undefined

  private constructor(test: TestProvider) {
    this.test = test
    this.browser = newSecret('browserCookie', test.crypto.randomBytes)
    this.provider = createProvider({ issuer }, { ...test.ports, subjects: { find: async (id) => this.#account(id) } })
  }

  /** With the client `rp` of `change`: confidential, web, asked for consent. */
  static async open(
    change: Partial<Client> & { readonly public?: boolean } = {},
    settings: Partial<ProviderSettings> = {},
  ): Promise<BrowserSteps> {
    const test = await TestProvider.open(settings)
    await test.client({ skipConsent: false, ...change })
    return new BrowserSteps(test)
  }

  #account(accountId: AccountId): SubjectRecord | undefined {
    const person = (['alice', 'bob'] as const).find((each) => accountId === `acc_${each}`)
    if (person === undefined) return undefined
    const { claims, credentialVersion } = this
    const subject = `subject-of-${person}` as Subject
    const version = credentialVersion === undefined ? {} : { credentialVersion }
    return { accountId, subject, active: !this.disabled.has(person), claims, ...version }
  }

  async session(): Promise<Session | undefined> {
    return this.cookie === undefined ? undefined : this.provider.findSession(this.cookie)
  }

  /** A request of `rp` for `openid` with state, nonce and PKCE; `undefined` leaves a parameter out. */
  async authorize(change: Readonly<Record<string, string | undefined>> = {}): Promise<AuthorizeOutcome> {
    return this.send(form({ ...plainRequest, ...change }))
  }

  async send(parameters: Parameters): Promise<AuthorizeOutcome> {
    return this.provider.authorize({ parameters, session: await this.session(), browser: this.browser })
  }

  /** The person signs in, in the transaction if there is one; the browser keeps the new cookie. */
  async signIn(person: Person = 'alice', transaction?: Transaction): Promise<Session> {
    const accountId: AccountId = `acc_${person}`
    const subject = `subject-of-${person}` as Subject
    const previous = await this.session()
    const { credentialVersion } = this
    const signedIn = await this.provider.signIn({
      ...{ accountId, subject, acr: '1', amr: ['pwd'], credentialVersion, previous, transaction },
    })
    this.cookie = signedIn.cookie
    return signedIn.session
  }

  async #resumeInput(transaction: Transaction) {
    return { transactionId: transaction.transactionId, session: await this.session(), browser: this.browser }
  }

  async resume(transaction: Transaction): Promise<AuthorizeOutcome> {
    return this.provider.resume(await this.#resumeInput(transaction))
  }

  async decide(transaction: Transaction, kind: UserDecision['kind']): Promise<AuthorizeOutcome> {
    return this.provider.decide(await this.#resumeInput(transaction), { kind })
  }

  async failSignIn(transaction: Transaction): Promise<'alive' | AuthorizeOutcome> {
    return this.provider.failSignIn(await this.#resumeInput(transaction))
  }

  async open(transaction: Transaction): ReturnType<Provider['openTransaction']> {
    return this.provider.openTransaction(await this.#resumeInput(transaction))
  }

  /** All pages of a request, until the client is answered. */
  async complete(change: Readonly<Record<string, string | undefined>> = {}, person: Person = 'alice'): Promise<Answered> {
    let outcome = await this.authorize(change)
    for (let pages = 0; outcome.kind === 'interact' && pages < 3; pages += 1) {
      const { transaction, page } = outcome
      const isSignIn = page === 'login' || page === 'register'
      if (isSignIn) await this.signIn(person, transaction)
      outcome = isSignIn ? await this.resume(transaction) : await this.decide(transaction, answers[page])
    }
    return answerOf(outcome)
  }

  /** Outcomes of the checks of the last request. */
  lastChecks(): readonly CheckOutcome[] {
    return this.test.steps.at(-1)?.step.checks ?? []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.test[Symbol.asyncDispose]()
  }
}

/** What a willing person answers on each page but the sign-in. */
const answers = { 'select-account': 'select', consent: 'allow' } as const

export const plainRequest: Readonly<Record<string, string>> = {
  client_id: 'rp',
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid',
  state: 'state-of-the-client',
  nonce: 'nonce-of-the-client',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}

export interface Answered {
  readonly redirectUri: string
  readonly mode: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The outcome answers the client. */
export function answerOf(outcome: AuthorizeOutcome): Answered {
  assert.equal(outcome.kind, 'respond', reasonOf(outcome))
  if (outcome.kind !== 'respond') throw new TypeError('unreachable')
  const { redirectUri: uri, mode, parameters } = outcome.response
  return { redirectUri: uri, mode, parameters: Object.fromEntries(parameters) }
}

/** The outcome answers the client with a code; answers the code. */
export function codeOf(outcome: AuthorizeOutcome | Answered): string {
  const { parameters } = 'kind' in outcome ? answerOf(outcome) : outcome
  assert.equal(parameters['error'], undefined)
  assert.deepEqual(
    Object.keys(parameters).filter((name) => name !== 'session_state'),
    ['code', 'state', 'iss'],
  )
  return parameters['code'] ?? ''
}

/** The outcome is an error that is sent to the client: code, fixed text, state and issuer, nothing else. */
export function expectSent(
  outcome: AuthorizeOutcome,
  error: string,
  reason: ReasonId,
  state: string | undefined = plainRequest['state'],
): void {
  const { redirectUri: uri, parameters } = answerOf(outcome)
  assert.equal(uri, redirectUri)
  assert.equal(parameters['error'], error)
  assert.deepEqual(parameters, {
    error,
    error_description: reasons[reason].text,
    ...(state === undefined ? {} : { state }),
    iss: issuer,
  })
}

/** The outcome is shown to the person. */
export function expectShown(outcome: AuthorizeOutcome | 'alive', error: string, reason: ReasonId): void {
  if (outcome === 'alive' || outcome.kind !== 'page-error') {
    assert.fail(`expected a page, got ${outcome === 'alive' ? outcome : `${outcome.kind} ${reasonOf(outcome)}`}`)
  }
  assert.equal(outcome.error.reason, reason)
  assert.equal(outcome.error.error, error)
}

/** The outcome is a page of ours. */
export function pageOf(
  outcome: AuthorizeOutcome,
  page: InteractionNeeded['page'],
  reason: InteractionNeeded['reason'],
): Transaction {
  if (outcome.kind !== 'interact') assert.fail(`expected the ${page} page, got ${outcome.kind} ${reasonOf(outcome)}`)
  assert.deepEqual([outcome.page, outcome.reason], [page, reason])
  return outcome.transaction
}

function reasonOf(outcome: AuthorizeOutcome): string {
  switch (outcome.kind) {
    case 'page-error':
      return outcome.error.reason
    case 'interact':
      return outcome.reason
    case 'respond':
      return outcome.response.parameters.map(([name]) => name).join(' ')
  }
}
