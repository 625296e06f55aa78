import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type ClientId,
  type CryptoPort,
  createPairwiseSecret,
  createProvider,
  type Digest,
  type Grant,
  newId,
  type Origin,
  type Provider,
  type Session,
} from '@latchkey/core'
import { type Account, accountSubjects, createIdentity, newAccount } from '@latchkey/identity'
import {
  type AuthenticationObject,
  type Caller,
  createClient,
  type JsonObject,
  type JsonValue,
  type Management,
  type ManagementPorts,
  type OidcProviderObject,
  objectCatalogue,
  openAuthentication,
  openClientRegistration,
  openDetailTypes,
  openManagement,
  openOidcProvider,
  openResources,
  openScopes,
  openSecurityPosture,
  openTrustedIssuers,
} from '@latchkey/management'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'

export const minute = 60_000
export const alice: Origin = { actor: { kind: 'client', clientId: 'app' as ClientId }, through: 'protocol', address: '192.0.2.7' }

/** Management and the protocol over one real database, with a clock that stands still until it is moved. */
export class RuntimeKit implements AsyncDisposable {
  readonly storage: Storage
  readonly crypto: CryptoPort
  readonly provider: Provider
  readonly management: Management
  readonly oidcProvider: OidcProviderObject
  readonly operator: Caller
  readonly environment: Map<string, string>
  readonly #file: string
  readonly #folder: string
  readonly #time: { now: number }
  readonly #ports: ManagementPorts

  private constructor(parts: {
    readonly storage: Storage
    readonly crypto: CryptoPort
    readonly provider: Provider
    readonly management: Management
    readonly oidcProvider: OidcProviderObject
    readonly environment: Map<string, string>
    readonly folder: string
    readonly file: string
    readonly time: { now: number }
    readonly ports: ManagementPorts
  }) {
    this.storage = parts.storage
    this.crypto = parts.crypto
    this.provider = parts.provider
    this.management = parts.management
    this.oidcProvider = parts.oidcProvider
    this.environment = parts.environment
    this.operator = parts.management.operator('command-line')
    this.#folder = parts.folder
    this.#file = parts.file
    this.#time = parts.time
    this.#ports = parts.ports
  }

  static async open(): Promise<RuntimeKit> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-runtime-'))
    const file = join(folder, 'latchkey.db')
    const time = { now: Date.UTC(2026, 0, 15, 12) }
    const clock = (): number => time.now
    const onError = (error: unknown): never => {
      throw error
    }
    const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock })
    let authentication: AuthenticationObject | undefined
    const policy = (): ReturnType<AuthenticationObject['current']> => {
      assert.ok(authentication)
      return authentication.current()
    }
    const catalogue = objectCatalogue({ crypto, policy })
    const storage = await openStorage({
      location: `sqlite:${file}`,
      clock,
      onError,
      randomBytes: crypto.randomBytes,
      describe: catalogue.describe,
    })
    const stores = storage.provider
    authentication = await openAuthentication({ stores }, { onReloadFailed: onError })
    const scopes = await openScopes(storage.management.objects, { onReloadFailed: onError })
    const clientRegistration = await openClientRegistration(stores.settings, { onReloadFailed: onError })
    const securityPosture = await openSecurityPosture(stores.settings)
    const resources = await openResources(storage.management.objects, { onReloadFailed: onError })
    const detailTypes = await openDetailTypes(storage.management.objects, { onReloadFailed: onError })
    const trustedIssuers = await openTrustedIssuers(storage.management.objects, { onReloadFailed: onError })
    const identity = createIdentity({ clock, crypto, stores: storage.identity })
    const environment = new Map<string, string>()
    const sources = {
      environment: (name: string) => environment.get(name),
      readFile: (path: string) => readFileSync(path, 'utf8'),
    }
    const ports = { clock, crypto, stores, identityStores: storage.identity, identity, sources }
    const oidcProvider = await openOidcProvider(ports, { onReloadFailed: onError })
    const provider = createProvider(
      { issuer: 'https://op.example' },
      {
        clock,
        crypto,
        stores,
        subjects: accountSubjects(storage.identity.accounts),
        pairwiseSecret: createPairwiseSecret({ settings: stores.settings, crypto, clock }),
        trace: { record: () => {} },
        fetch: { fetch: async () => ({ kind: 'failed', problem: 'unreachable', detail: 'nothing is there' }) },
        audit: storage.management.audit,
        settings: () => oidcProvider.current(),
      },
    )
    const management = openManagement({
      ...ports,
      issuer: 'https://op.example',
      catalogue,
      managementStores: storage.management,
      oidcProvider,
      authentication,
      scopes,
      resources,
      detailTypes,
      trustedIssuers,
      clientRegistration,
      securityPosture,
      previewTokens: (input) => provider.previewTokens(input),
      verifyManagementToken: (token) => provider.managementAccess(token),
      onError,
    })
    return new RuntimeKit({ storage, crypto, provider, management, oidcProvider, environment, folder, file, time, ports })
  }

  get now(): number {
    return this.#time.now
  }

  /** Milliseconds. */
  advance(duration: number): void {
    this.#time.now += duration
  }

  /** The arguments of the one answer to a method call; an error is one, too. */
  async call(method: string, args: JsonObject = {}, caller: Caller = this.operator): Promise<JsonObject> {
    const request = { using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls: [[method, args, 'c1']] }
    const answer = await this.management.handle(request, caller)
    assert.equal(answer.kind, 'answered')
    const [, result] = answer.response.methodResponses[0] ?? []
    assert.ok(result)
    return result
  }

  /** The objects of a type by a query, and then a get. */
  async search(type: string, args: JsonObject = {}): Promise<readonly JsonObject[]> {
    const found = await this.call(`${type}/query`, args)
    const ids = found['ids'] ?? null
    assert.ok(Array.isArray(ids), JSON.stringify(found))
    const got = await this.call(`${type}/get`, { ids })
    const list: readonly JsonObject[] = asList(got['list'])
    return ids.map((id) => list.find((object) => object['id'] === id) ?? {})
  }

  async account(username: string): Promise<Account> {
    const { clock, crypto } = this.#ports
    const account = newAccount({ clock, randomBytes: crypto.randomBytes }, { username, roles: [], claims: {} })
    assert.equal(await this.storage.identity.accounts.insert(account), 'inserted')
    return account
  }

  async client(): Promise<ClientId> {
    const result = await createClient(this.#ports, { redirectUris: ['https://app.example/cb'], name: 'App' })
    assert.ok('created' in result)
    return result.created.client.clientId
  }

  async signIn({ accountId, subject }: Account, previous?: Session): Promise<Session> {
    const input = { accountId, subject, acr: '1', amr: ['pwd'], previous, transaction: undefined, address: '192.0.2.1' }
    return (await this.provider.signIn(input)).session
  }

  /** A grant as the redemption of a code makes it. */
  async grant(account: Account, clientId: ClientId, session?: Session): Promise<Grant> {
    const { randomBytes } = this.crypto
    const grant: Grant = {
      grantId: newId('gra', { randomBytes, now: this.now }),
      traceId: newId('trc', { randomBytes, now: this.now }),
      clientId,
      accountId: account.accountId,
      subject: account.subject,
      scopes: ['openid', 'email'],
      authTime: this.now,
      acr: '1',
      amr: ['pwd'],
      authTimeRequested: false,
      createdAt: this.now,
      expiresAt: this.now + 60 * minute,
      ...(session === undefined ? {} : { sessionId: session.sessionId }),
    }
    const digest = this.crypto.digest(grant.grantId) as Digest
    const { codes } = this.storage.provider
    const code = { redirectUri: 'https://app.example/cb', redirectUriRequested: true, failedRedemptions: 0 }
    await codes.insert({ digest, grant, ...code, expiresAt: this.now + minute })
    assert.equal(await codes.redeem({ digest, now: this.now, grant, origin: alice }), 'redeemed')
    return grant
  }

  /** Changes the database behind the back of the program. */
  tamper(sql: string, ...values: readonly (string | number)[]): void {
    const database = new DatabaseSync(this.#file)
    database.prepare(sql).run(...values)
    database.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.management.close()
    this.oidcProvider.close()
    await this.storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export function asList(value: JsonValue | undefined): readonly JsonObject[] {
  assert.ok(Array.isArray(value))
  return value as readonly JsonObject[]
}

/** The only member of `created`, `notCreated` and their like. */
export function only(answer: JsonObject, member: string): JsonObject {
  const all = answer[member]
  assert.ok(typeof all === 'object' && all !== null, JSON.stringify(answer))
  const [first, ...more] = Object.values(all)
  assert.equal(more.length, 0)
  assert.ok(typeof first === 'object' && first !== null)
  return first as JsonObject
}
