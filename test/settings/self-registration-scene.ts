import assert from 'node:assert/strict'
import {
  type Browser,
  codeOf,
  type Departure,
  expectPage,
  type Page,
  type PendingSignIn,
  type RelyingParty,
  type Submission,
} from '@latchkey/testing'
import { type Json, ManagedProvider } from './managed-provider.ts'

export const newPassword = 'a long password of a new person'

/** Anyone may create an account and use it at once. */
const open = {
  selfRegistration: 'anyone',
  selfRegistrationDomains: {},
  selfRegistrationLoginName: 'username',
  selfRegistrationAsksName: true,
  selfRegistrationApproval: false,
  selfRegistrationRoleIds: {},
  selfRegistrationGroupIds: {},
  selfRegistrationsPerNetwork: 1000,
  selfRegistrationsPerHour: 1000,
}

/** The form as a willing person fills it in. */
export function filled(username: string, change: Readonly<Record<string, string | undefined>> = {}): Submission {
  return { fields: { username, name: 'New Person', password: newPassword, password_repeat: newPassword, ...change } }
}

/** A provider with a first-party client at which people create accounts. */
export class SelfRegistrationScene implements AsyncDisposable {
  readonly provider: ManagedProvider
  readonly party: RelyingParty

  private constructor(provider: ManagedProvider, party: RelyingParty) {
    this.provider = provider
    this.party = party
  }

  static async open(): Promise<SelfRegistrationScene> {
    const provider = await ManagedProvider.open()
    return new SelfRegistrationScene(provider, await provider.party({ skipConsent: true, description: 'Web mail' }))
  }

  /** Anyone may create an account, but for what is said otherwise. */
  allow(change: Json = {}): Promise<void> {
    return this.provider.update('Authentication', { ...open, ...change })
  }

  /** The page that a request with `prompt=create` leads to. */
  async begin(browser: Browser, change: Readonly<Record<string, string>> = {}): Promise<Page> {
    const { url } = this.party.begin({ scope: 'openid profile email', prompt: 'create', ...change })
    return expectPage(await browser.open(url))
  }

  async accountOf(name: string): Promise<Json> {
    const [id] = await this.provider.query('Account', { name })
    return this.provider.get('Account', id ?? assert.fail(`no account ${name}`))
  }

  async hasAccount(name: string): Promise<boolean> {
    return (await this.provider.query('Account', { name })).length > 0
  }

  /** What the token endpoint answers for the code that the browser brings. */
  async redeemed(departure: Departure, { verifier }: PendingSignIn): Promise<Json> {
    const { status, body } = await this.party.redeem(codeOf(departure), { code_verifier: verifier })
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }

  async userinfo(tokens: Json): Promise<Json> {
    return (await this.party.userinfo(String(tokens['access_token']))).body
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider[Symbol.asyncDispose]()
  }
}
