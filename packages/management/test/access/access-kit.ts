import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccountId, type CryptoPort, systemOrigin } from '@latchkey/core'
import { type Account, createIdentity, type Identity, newAccount } from '@latchkey/identity'
import { type Authentication, type Caller, createAccount, type Management, type SetError } from '@latchkey/management'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { type ObjectCatalogue, objectCatalogue } from '../../src/object-catalogue.ts'
import { type AuthenticationObject, openAuthentication } from '../../src/objects/authentication/open-authentication.ts'
import { openDetailTypes } from '../../src/objects/authorization-detail-type/open-detail-types.ts'
import { openClientRegistration } from '../../src/objects/client-registration/open-client-registration.ts'
import { openOidcProvider } from '../../src/objects/oidc-provider/open-oidc-provider.ts'
import { openResources } from '../../src/objects/resource/open-resources.ts'
import { openScopes } from '../../src/objects/scope/open-scopes.ts'
import { openSecurityPosture } from '../../src/objects/security-posture/open-security-posture.ts'
import { openTrustedIssuers } from '../../src/objects/trusted-issuer/open-trusted-issuers.ts'
import { openManagement } from '../../src/open-management.ts'
import type { JsonObject } from '../../src/ports/json.ts'

export const password = 'correct horse battery'
const address = '192.0.2.1'

type Change = Readonly<Record<string, unknown>>

/** All of management over a real store: people sign in with passwords and keys and call methods. */
export class AccessKit implements AsyncDisposable {
  readonly storage: Storage
  readonly identity: Identity
  readonly management: Management
  readonly catalogue: ObjectCatalogue
  readonly crypto: CryptoPort
  /** Access tokens that count as good for management, by the account that they belong to. */
  readonly tokens = new Map<string, AccountId>()
  readonly operator: Caller
  readonly #clock: { now: number }
  readonly #close: () => Promise<void>

  private constructor(parts: {
    readonly storage: Storage
    readonly identity: Identity
    readonly management: Management
    readonly catalogue: ObjectCatalogue
    readonly crypto: CryptoPort
    readonly tokens: Map<string, AccountId>
    readonly clock: { now: number }
    readonly close: () => Promise<void>
  }) {
    this.storage = parts.storage
    this.identity = parts.identity
    this.management = parts.management
    this.catalogue = parts.catalogue
    this.crypto = parts.crypto
    this.tokens = parts.tokens
    this.#clock = parts.clock
    this.#close = parts.close
    this.operator = parts.management.operator('command-line')
  }

  static async open(): Promise<AccessKit> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-access-'))
    const time = { now: Date.UTC(2030, 0, 15, 12) }
    const clock = (): number => time.now
    const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock })
    let authentication: AuthenticationObject | undefined
    const policy = (): ReturnType<AuthenticationObject['current']> => {
      if (authentication === undefined) throw new TypeError('not open yet')
      return authentication.current()
    }
    const catalogue = objectCatalogue({ crypto, policy })
    const onError = (error: unknown): void => {
      throw error
    }
    const location = `sqlite:${join(folder, 'latchkey.db')}`
    const storage = await openStorage({ location, clock, onError, describe: catalogue.describe })
    const stores = storage.provider
    authentication = await openAuthentication({ stores })
    const passwordPolicy = () => ({ min: policy().passwordMinLength, max: policy().passwordMaxLength })
    const identity = createIdentity({ clock, crypto, stores: storage.identity, policy: passwordPolicy })
    const sources = { environment: () => undefined, readFile: (path: string) => path }
    const scopes = await openScopes(storage.management.objects)
    const resources = await openResources(storage.management.objects)
    const detailTypes = await openDetailTypes(storage.management.objects)
    const trustedIssuers = await openTrustedIssuers(storage.management.objects)
    const clientRegistration = await openClientRegistration(stores.settings)
    const securityPosture = await openSecurityPosture(stores.settings)
    const oidcProvider = await openOidcProvider({ clock, crypto, stores, sources })
    const tokens = new Map<string, AccountId>()
    const management = openManagement({
      issuer: 'https://op.example',
      clock,
      crypto,
      identity,
      sources,
      catalogue,
      stores,
      identityStores: storage.identity,
      managementStores: storage.management,
      oidcProvider,
      authentication,
      scopes,
      resources,
      detailTypes,
      trustedIssuers,
      clientRegistration,
      securityPosture,
      previewTokens: async () => undefined,
      verifyManagementToken: async (token) => {
        const accountId = tokens.get(token)
        return accountId === undefined ? undefined : { accountId, authTime: time.now }
      },
      onError,
    })
    const close = async (): Promise<void> => {
      management.close()
      scopes.close()
      resources.close()
      detailTypes.close()
      trustedIssuers.close()
      clientRegistration.close()
      securityPosture.close()
      oidcProvider.close()
      await storage.close()
      rmSync(folder, { recursive: true, force: true })
    }
    return new AccessKit({ storage, identity, management, catalogue, crypto, tokens, clock: time, close })
  }

  get now(): number {
    return this.#clock.now
  }

  /** Milliseconds. */
  advance(duration: number): void {
    this.#clock.now += duration
  }

  /** A stored account without password, so that tests need not wait for its hash; whatever its permissions. */
  async account(username: string, change: Partial<Account> = {}): Promise<Account> {
    const ports = { clock: () => this.now, randomBytes: this.crypto.randomBytes }
    const account = { ...newAccount(ports, { username, roles: [], claims: {} }), ...change }
    if ((await this.storage.identity.accounts.insert(account, systemOrigin)) !== 'inserted') throw new Error('exists')
    return account
  }

  /** A stored account with `password`. */
  async person(username: string, roles: readonly 'administrator'[] = []): Promise<Account> {
    const ports = { clock: () => this.now, crypto: this.crypto, identity: this.identity, identityStores: this.storage.identity }
    const result = await createAccount(ports, { username, password, roles: [...roles] })
    if ('error' in result) throw new Error(JSON.stringify(result.error))
    return result.created
  }

  /** Signs in with an access token for management. */
  async as(account: Account): Promise<Caller> {
    const token = `token of ${account.accountId}`
    this.tokens.set(token, account.accountId)
    return callerOf(await this.bearer(token))
  }

  bearer(token: string, from = address): Promise<Authentication> {
    return this.management.authenticate({ kind: 'bearer', token }, { address: from, through: 'api' })
  }

  basic(username: string, secret: string, from = address): Promise<Authentication> {
    return this.management.authenticate({ kind: 'basic', username, password: secret }, { address: from, through: 'api' })
  }

  /** Calls one method; a method error is thrown. */
  async call(caller: Caller, method: string, args: Change): Promise<JsonObject> {
    const [name, answer] = await this.invoke(caller, method, args)
    if (name === 'error') throw new Error(JSON.stringify(answer))
    return answer
  }

  async invoke(caller: Caller, method: string, args: Change): Promise<readonly [name: string, answer: JsonObject]> {
    const request = { using: ['urn:ietf:params:jmap:core'], methodCalls: [[method, args as JsonObject, 'c']] }
    const answer = await this.management.handle(request, caller)
    if (answer.kind === 'refused') throw new Error(answer.error.detail)
    const [response] = answer.response.methodResponses
    if (response === undefined) throw new Error('no answer')
    return [response[0], response[1]]
  }

  /** The id, or why it was refused. */
  async create(caller: Caller, type: string, value: Change): Promise<Outcome> {
    const answer = await this.call(caller, `x:${type}/set`, { create: { k: value } })
    return outcomeOf(answer['created'], answer['notCreated'], 'k')
  }

  async update(caller: Caller, type: string, id: string, patch: Change): Promise<Outcome> {
    const answer = await this.call(caller, `x:${type}/set`, { update: { [id]: patch } })
    return outcomeOf(answer['updated'], answer['notUpdated'], id)
  }

  async destroy(caller: Caller, type: string, id: string): Promise<Outcome> {
    const answer = await this.call(caller, `x:${type}/set`, { destroy: [id] })
    const failed = answer['notDestroyed'] as JsonObject | undefined
    return failed === undefined ? { done: {} } : { error: failed[id] as unknown as SetError }
  }

  /** The object; `undefined`: not found. */
  async get(caller: Caller, type: string, id: string): Promise<JsonObject | undefined> {
    const { list } = await this.call(caller, `x:${type}/get`, { ids: [id] })
    return (list as readonly JsonObject[])[0]
  }

  /** Ids that a query finds. */
  async query(caller: Caller, type: string, filter: Change = {}): Promise<readonly string[]> {
    const { ids } = await this.call(caller, `x:${type}/query`, { filter })
    return ids as readonly string[]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

export type Outcome = { readonly done: JsonObject } | { readonly error: SetError }

function outcomeOf(done: unknown, failed: unknown, key: string): Outcome {
  const error = (failed as Readonly<Record<string, SetError>> | undefined)?.[key]
  if (error !== undefined) return { error }
  return { done: (done as Readonly<Record<string, JsonObject | null>>)[key] ?? {} }
}

export function callerOf(authentication: Authentication): Caller {
  if (authentication.kind !== 'authenticated') throw new Error(authentication.kind)
  return authentication.caller
}

/** What a creation answered. */
export function made(outcome: Outcome): { readonly id: string; readonly members: JsonObject } {
  if ('error' in outcome) throw new Error(JSON.stringify(outcome.error))
  return { id: String(outcome.done['id']), members: outcome.done }
}

export function errorOf(outcome: Outcome): SetError {
  if ('done' in outcome) throw new Error('it was not refused')
  return outcome.error
}
