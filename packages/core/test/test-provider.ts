import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AccountId,
  type AuthorizationCode,
  type Client,
  type ClientId,
  type CryptoPort,
  createPairwiseSecret,
  createProvider,
  type DetailTypeDefinition,
  defaultRegistrationPolicy,
  defaultServerPosture,
  type FetchOutcome,
  type Grant,
  type GrantId,
  type JsonAnswer,
  type OutgoingRequest,
  type Ports,
  type Provider,
  type ProviderSettings,
  type RegistrationPolicy,
  type ResourceDefinition,
  type ScopeDefinition,
  type ServerPosture,
  type SettingsStore,
  type Subject,
  type SubjectRecord,
  sessionLife,
  type TraceId,
  type TraceStep,
  type TrustedIssuer,
} from '@latchkey/core'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { plainDescriber } from '@latchkey/storage/plain-describer'
import { findToken } from '../src/tokens/find-token.ts'
import { type AccountChange, accountRecord, valuesOf } from './account-kit.ts'
import { defaultSettings } from './default-settings.ts'
import { storeIssuer } from './store-issuer.ts'

export const issuer = 'https://op.example'
export const redirectUri = 'https://rp.example/callback'
export const clientSecret = 'a-secret-of-the-client-with-more-than-64-octets-so-that-HS512-takes-it'
/** RFC7636-B. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const minute = 60_000

/** The engine over a real store and real cryptography, with a clock that stands still until it is moved. */
export class TestProvider implements AsyncDisposable {
  readonly provider: Provider
  readonly ports: Ports
  readonly crypto: CryptoPort
  readonly steps: { readonly traceId: TraceId; readonly clientId: ClientId | undefined; readonly step: TraceStep }[] = []
  readonly audit: Storage['management']['audit']
  /** What is at addresses that clients name; nothing else can be fetched. A failure is answered as it is. */
  readonly web = new Map<string, FetchOutcome>()
  /** Addresses that were asked, in order. */
  readonly fetched: string[] = []
  /** What was asked, in order. */
  readonly requests: OutgoingRequest[] = []
  readonly #storage: Storage
  readonly #folder: string
  readonly #accounts = new Map<AccountId, SubjectRecord>()
  #now: number
  #settings: ProviderSettings
  #codes = 0
  #scopes: readonly ScopeDefinition[] = []
  #resources: readonly ResourceDefinition[] = []
  #detailTypes: readonly DetailTypeDefinition[] = []
  #sessionLife = sessionLife
  #opensAccounts = false
  #registrationPolicy = defaultRegistrationPolicy
  #registrations = 0
  #unknownUsers = 0
  #security = defaultServerPosture
  #trustedIssuers: readonly TrustedIssuer[] = []

  private constructor(opened: { storage: Storage; folder: string; crypto: CryptoPort; settings: ProviderSettings; now: number }) {
    this.#storage = opened.storage
    this.audit = opened.storage.management.audit
    this.#folder = opened.folder
    this.#settings = opened.settings
    this.#now = opened.now
    this.crypto = opened.crypto
    this.ports = {
      clock: () => this.#now,
      crypto: opened.crypto,
      stores: opened.storage.provider,
      subjects: {
        find: async (accountId) => this.#accounts.get(accountId),
        findBy: async (key) => [...this.#accounts.values()].filter((account) => valuesOf(account, key).includes(key.value)),
      },
      unknownUsers: {
        count: async () => this.#unknownUsers,
        add: async () => ++this.#unknownUsers,
      },
      pairwiseSecret: createPairwiseSecret({
        settings: opened.storage.provider.settings,
        crypto: opened.crypto,
        clock: () => this.#now,
      }),
      trace: { record: (traceId, clientId, step) => void this.steps.push({ traceId, clientId, step }) },
      audit: this.audit,
      fetch: {
        fetch: async (request) => this.#fetch(request),
      },
      settings: () => this.#settings,
      scopes: () => this.#scopes,
      resources: () => this.#resources,
      detailTypes: () => this.#detailTypes,
      security: () => this.#security,
      trustedIssuers: () => this.#trustedIssuers,
      registrationPolicy: () => this.#registrationPolicy,
      countRegistration: async () => {
        this.#registrations += 1
        return this.#registrations
      },
      opensAccounts: () => this.#opensAccounts,
      sessionLife: () => this.#sessionLife,
    }
    this.provider = createProvider({ issuer }, this.ports)
    this.account({})
  }

  async #fetch(request: OutgoingRequest): Promise<FetchOutcome> {
    const { url } = request
    this.fetched.push(url)
    this.requests.push(request)
    return this.web.get(url) ?? { kind: 'failed', problem: 'unreachable', detail: 'nothing is there' }
  }

  static async open(settings: Partial<ProviderSettings> = {}): Promise<TestProvider> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-core-'))
    const now = Date.UTC(2026, 0, 15, 12)
    const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock: () => now })
    const storage = await openStorage({
      location: `sqlite:${join(folder, 'latchkey.db')}`,
      clock: () => now,
      describe: plainDescriber,
    })
    const signatureKey = settings.signatureKey ?? (await privatePemOf(crypto, 'es256'))
    return new TestProvider({ storage, folder, crypto, now, settings: { ...defaultSettings, signatureKey, ...settings } })
  }

  get now(): number {
    return this.#now
  }

  /** Where settings objects are. */
  get settingsStore(): SettingsStore {
    return this.#storage.provider.settings
  }

  /** Where managed objects are. */
  get objects(): Storage['management']['objects'] {
    return this.#storage.management.objects
  }

  get settings(): ProviderSettings {
    return this.#settings
  }

  /** Milliseconds. */
  advance(duration: number): void {
    this.#now += duration
  }

  configure(change: Partial<ProviderSettings>): void {
    this.#settings = { ...this.#settings, ...change }
  }

  /** The scopes that administrators have defined from now on. */
  defineScopes(...names: readonly string[]): void {
    this.#scopes = names.map((name) => ({ name, description: `What ${name} means` }))
  }

  /** The rules of client registration from now on. */
  restrictRegistration(change: Partial<RegistrationPolicy>): void {
    this.#registrationPolicy = { ...this.#registrationPolicy, ...change }
  }

  /** How rules are applied from now on. */
  secure(change: Partial<ServerPosture>): void {
    this.#security = { ...this.#security, ...change }
  }

  /** Whose assertions count from now on, as the store has them too. */
  async trust(...issuers: readonly TrustedIssuer[]): Promise<void> {
    this.#trustedIssuers = issuers
    for (const trusted of issuers) await storeIssuer(this.objects, trusted, this.now)
  }

  /** The resources that administrators have defined from now on: sealed tokens, no scopes, unless said otherwise. */
  defineResources(...resources: readonly (Partial<ResourceDefinition> & Pick<ResourceDefinition, 'resource'>)[]): void {
    this.#resources = resources.map((resource) => ({
      ...{ name: 'An API', scopes: [], accessTokenFormat: 'sealed', introspectionClients: [], enabled: true },
      ...resource,
    }))
  }

  /** Whether people may create accounts for themselves from now on. */
  openAccounts(isOpen: boolean): void {
    this.#opensAccounts = isOpen
  }

  /** The types of authorization details that administrators have defined from now on. */
  defineDetailTypes(...types: readonly DetailTypeDefinition[]): void {
    this.#detailTypes = types
  }

  /** How long sessions live from now on, milliseconds. */
  limitSessions(life: number): void {
    this.#sessionLife = life
  }

  /** The same stores and settings behind another instance of the engine, as after a restart or on another node. */
  anotherInstance(): Provider {
    return createProvider({ issuer }, { ...this.ports, crypto: { ...this.crypto } })
  }

  account(change: 'deleted' | AccountChange): void {
    if (change === 'deleted') {
      this.#accounts.delete('acc_alice')
      return
    }
    const account = accountRecord(change)
    this.#accounts.set(account.accountId, account)
  }

  /** A confidential client unless `public`; stored. */
  async client(change: Partial<Client> & { readonly public?: boolean; readonly secret?: string } = {}): Promise<Client> {
    const { public: isPublic, secret, ...members } = change
    const client: Client = {
      clientId: 'rp' as ClientId,
      origin: 'administrator',
      applicationType: 'web',
      secrets: isPublic ? [] : [this.secret(secret ?? clientSecret)],
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [],
      responseTypes: ['code'],
      grantTypes: ['authorization_code', 'refresh_token'],
      claimsInIdToken: false,
      skipConsent: true,
      requireAuthTime: false,
      postures: {},
      createdAt: this.#now,
      updatedAt: this.#now,
      ...members,
    }
    await this.ports.stores.clients.insert(client)
    return client
  }

  /** Changes the record of the client `rp`. */
  async changeClient(change: Partial<Client>): Promise<void> {
    const { clients } = this.ports.stores
    const client = await clients.find('rp' as ClientId, this.#now)
    if (client === undefined) throw new Error('there is no client rp')
    const outcome = await clients.replace({ ...client, ...change }, client.updatedAt)
    if (outcome !== 'replaced') throw new Error(`the client is ${outcome}`)
  }

  /** The grant of an access token. */
  async grantOf(accessToken: string): Promise<Grant> {
    const found = await findToken(accessToken, this.ports)
    if (found?.grant === undefined) throw new Error('the token has no grant')
    return found.grant
  }

  secret(text: string, createdAt: number = this.#now): Client['secrets'][number] {
    return { digest: this.crypto.digest(text), sealed: this.crypto.seal(text), createdAt }
  }

  /** A code as the authorization endpoint stores it; answers its text. */
  async code(
    change: {
      readonly clientId?: string
      readonly scopes?: readonly string[]
      readonly claims?: string
      /** As of a sign-in that left no session. */
      readonly withoutSession?: boolean
      readonly grant?: Partial<Grant>
    } & Partial<Omit<AuthorizationCode, 'grant' | 'digest'>> = {},
  ): Promise<string> {
    const { clientId, scopes, claims, withoutSession, grant, ...members } = change
    this.#codes += 1
    const text = `lk_ac_${this.#codes}`
    await this.ports.stores.codes.insert({
      digest: this.crypto.digest(text),
      grant: {
        grantId: `gra_${this.#codes}` as GrantId,
        traceId: `trc_${this.#codes}` as TraceId,
        clientId: (clientId ?? 'rp') as ClientId,
        accountId: 'acc_alice',
        subject: 'subject-of-alice' as Subject,
        ...(withoutSession ? {} : { sessionId: 'ses_1' }),
        scopes: scopes ?? ['openid'],
        authTime: this.#now - minute,
        acr: '1',
        amr: ['pwd'],
        ...(claims === undefined ? {} : { claims }),
        authTimeRequested: false,
        createdAt: this.#now,
        expiresAt: this.#now + 10 * minute,
        ...grant,
      },
      redirectUri,
      redirectUriRequested: true,
      expiresAt: this.#now + 10 * minute,
      failedRedemptions: 0,
      ...members,
    })
    return text
  }

  /** A token request of the client `rp` by `client_secret_post`; `undefined` leaves a parameter out. */
  token(parameters: Readonly<Record<string, string | undefined>>, authorization?: string): Promise<JsonAnswer> {
    return this.provider.token({ parameters: form({ ...credentials, ...parameters }), authorization })
  }

  redeem(code: string, change: Readonly<Record<string, string | undefined>> = {}): Promise<JsonAnswer> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...change })
  }

  refresh(token: string, change: Readonly<Record<string, string | undefined>> = {}): Promise<JsonAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token, ...change })
  }

  userinfo(token: string): Promise<JsonAnswer> {
    return this.provider.userinfo({ authorization: `Bearer ${token}`, bodyTokens: [], tokenInQuery: false })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const credentials = { client_id: 'rp', client_secret: clientSecret }

/** Form pairs; `undefined` values are left out. */
export function form(values: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

/** A header of `client_secret_basic`. */
export function basic(clientId: string, secret: string): string {
  const encode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64')}`
}

export async function privatePemOf(crypto: CryptoPort, setting: ProviderSettings['signatureAlgorithm']): Promise<string> {
  const { algorithmOfSetting } = await import('@latchkey/core')
  return (await crypto.generateKey(algorithmOfSetting(setting))).privatePem
}
