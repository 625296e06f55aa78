import { readFileSync } from 'node:fs'
import {
  type AuditLog,
  type BackchannelRequest,
  type Clock,
  type CryptoPort,
  createPairwiseSecret,
  createProvider,
  type MutualTls,
  type Provider,
  type TraceRecorder,
} from '@latchkey/core'
import {
  type Account,
  accountSubjects,
  createIdentity,
  type Identity,
  type PasswordPolicy,
  registrationCounter,
  unknownUserCounter,
} from '@latchkey/identity'
import {
  type AuthenticationObject,
  type AuthenticationSettings,
  accountsBy,
  CachedAccess,
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
import { pages } from '@latchkey/pages'
import { openStorage, type Storage } from '@latchkey/storage'
import { signInAddresses } from './account/sign-in-addresses.ts'
import type { ClientCertificates } from './certificates/client-certificates.ts'
import { consoleFolder } from './console/console-files.ts'
import { createCrypto } from './crypto/create-crypto.ts'
import { deriveKey } from './crypto/derive-key.ts'
import { BackgroundSender } from './deliveries/background-sender.ts'
import { createGuardedFetcher } from './fetch/guarded-fetcher.ts'
import { type App, createApp } from './http/app.ts'
import { Cookies } from './http/cookies.ts'
import { PageFrame } from './http/page-frame.ts'
import { routeTable } from './http/routes.ts'
import type { Log } from './log/log.ts'
import { CsrfProtection } from './login/csrf.ts'
import { Dispatcher } from './login/dispatcher.ts'
import { RefusedSignIns } from './login/refused-sign-ins.ts'
import { passwordPolicyOf, registrationParts } from './login/registration-parts.ts'
import { LogoutSender } from './logout/logout-sender.ts'
import { pushOf } from './management/event-source.route.ts'
import { Networks } from './net/networks.ts'
import { ErrorResponder } from './oidc/respond-error.ts'
import { OutcomeResponder } from './oidc/respond-outcome.ts'
import { processEnvironment } from './options/environment.ts'
import { BreachTally } from './trace/breach-tally.ts'
import { Recorder } from './trace/recorder.ts'
import { version } from './version.ts'

/** What an engine is made from. */
export interface EngineOptions {
  readonly issuer: string
  /** Location of the database. */
  readonly database: string
  readonly masterKey: string
  readonly clock: Clock
  readonly log: Log
  /** Private networks that may be fetched from; absent: none. */
  readonly fetchAllow?: Networks
  /** What can be done with certificates of clients; absent: none arrive. */
  readonly mutualTls?: MutualTls | undefined
}

/** Everything but HTTP: the protocol engine, identity and management over one database. */
export interface Engine {
  readonly issuer: string
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly storage: Storage
  readonly identity: Identity
  readonly oidcProvider: OidcProviderObject
  /** Of passwords, sessions, and accounts that people create; in force now. */
  readonly authentication: () => AuthenticationSettings
  /** What the management functions of the library work on. */
  readonly ports: ManagementPorts
  readonly management: Management
  readonly provider: Provider
  readonly trace: TraceRecorder
  readonly audit: AuditLog
  /** Sends logout tokens from the first call on: for processes that serve. */
  sendLogouts(): LogoutSender
  /** Tells clients what people decided elsewhere, from the first call on: for processes that serve. */
  sendNotices(): void
  /** What was recorded is written, then the database closes. */
  close(): Promise<void>
}

/** Opens the database and puts the engine on top of it. */
export async function composeEngine(options: EngineOptions): Promise<Engine> {
  const { issuer, clock, log } = options
  const onError = (cause: unknown): void => log.write({ level: 'error', event: 'failure', at: 'background', cause })
  const crypto = createCrypto({ masterKey: options.masterKey, clock })
  let authentication: AuthenticationObject | undefined
  const policy = (): ReturnType<AuthenticationObject['current']> => {
    if (authentication === undefined) throw new TypeError('the Authentication settings are asked for before they are open')
    return authentication.current()
  }
  const passwordPolicy = (): PasswordPolicy => passwordPolicyOf(policy())
  const catalogue = objectCatalogue({ crypto, policy })
  const storage = await openStorage({ location: options.database, clock, onError, describe: catalogue.describe })
  try {
    const stores = storage.provider
    const { objects, audit } = storage.management
    authentication = await openAuthentication({ stores }, { onReloadFailed: onError })
    const scopes = await openScopes(objects, { onReloadFailed: onError })
    const resources = await openResources(objects, { onReloadFailed: onError })
    const detailTypes = await openDetailTypes(objects, { onReloadFailed: onError })
    const trustedIssuers = await openTrustedIssuers(objects, { onReloadFailed: onError })
    const identity = createIdentity({ clock, crypto, stores: storage.identity, policy: passwordPolicy })
    const sources = {
      environment: (name: string) => processEnvironment()[name],
      readFile: (path: string) => readFileSync(path, 'utf8'),
    }
    const fetch = createGuardedFetcher({ allow: options.fetchAllow ?? new Networks([]), clock })
    const ports = { clock, crypto, stores, identityStores: storage.identity, identity, objects, sources, fetch }
    const clientRegistration = await openClientRegistration(stores.settings, { onReloadFailed: onError })
    const securityPosture = await openSecurityPosture(stores.settings, { onReloadFailed: onError })
    const oidcProvider = await openOidcProvider(ports, { onReloadFailed: onError })
    const groups = new CachedAccess(objects)
    const recorder = new Recorder({ store: stores.traces, clock, onError })
    const breaches = new BreachTally({ store: stores.postureReports, clock, onError })
    const trace: TraceRecorder = {
      record(traceId, clientId, step) {
        breaches.note(clientId, step)
        recorder.record(traceId, clientId, step)
      },
    }
    const provider = createProvider(
      { issuer },
      {
        clock,
        crypto,
        stores,
        subjects: accountSubjects(storage.identity.accounts, groups, (key) => accountsBy(objects, key)),
        pairwiseSecret: createPairwiseSecret({ settings: stores.settings, crypto, clock }),
        trace,
        fetch,
        audit,
        settings: () => oidcProvider.current(),
        scopes: () => scopes.current(),
        resources: () => resources.current(),
        detailTypes: () => detailTypes.current(),
        trustedIssuers: () => trustedIssuers.current(),
        security: () => securityPosture.current(),
        registrationPolicy: () => clientRegistration.current(),
        countRegistration: registrationCounter({ clock, crypto, throttle: storage.identity.throttle }),
        opensAccounts: () => policy().selfRegistration !== undefined,
        unknownUsers: unknownUserCounter({ clock, crypto, throttle: storage.identity.throttle }),
        sessionLife: () => policy().sessionExpiry,
        grantsAtLogout: () => policy().revokeGrantsOnLogout,
        mutualTls: options.mutualTls,
      },
    )
    const management = openManagement({
      ...ports,
      issuer,
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
      verifyManagementToken: (token, x5tS256) => provider.managementAccess(token, x5tS256),
      onError,
    })
    let sender: LogoutSender | undefined
    let notices: BackgroundSender<BackchannelRequest> | undefined
    return {
      issuer,
      clock,
      crypto,
      storage,
      identity,
      oidcProvider,
      authentication: policy,
      ports,
      management,
      provider,
      trace,
      audit,
      sendLogouts() {
        sender ??= new LogoutSender({ deliveries: stores.logoutDeliveries, provider, clock, onError, random: Math.random })
        return sender
      },
      sendNotices() {
        const deliver = (request: BackchannelRequest) => provider.deliverNotice(request)
        notices ??= new BackgroundSender({ queue: stores.backchannelRequests, deliver, clock, onError, random: Math.random })
      },
      async close() {
        await sender?.close()
        await notices?.close()
        management.close()
        groups[Symbol.dispose]()
        scopes.close()
        clientRegistration.close()
        securityPosture.close()
        resources.close()
        detailTypes.close()
        trustedIssuers.close()
        authentication?.close()
        oidcProvider.close()
        await breaches.flush()
        await recorder.flush()
        await storage.close()
      },
    }
  } catch (error) {
    await storage.close()
    throw error
  }
}

export interface SiteOptions {
  readonly masterKey: string
  readonly log: Log
  readonly trustedProxies: Networks
  /** Absent: certificates of clients are not looked at. */
  readonly certificates?: ClientCertificates | undefined
  /** The set-up link was used. */
  readonly onFirstAdministrator: (account: Account) => void
}

/** The HTTP side of an engine. */
export function composeSite(engine: Engine, options: SiteOptions): App {
  const { issuer, clock, crypto, provider, identity, storage } = engine
  const { log, trustedProxies, certificates } = options
  const isSecure = issuer.startsWith('https:')
  const base = new URL(issuer).pathname.replace(/\/$/, '')
  const cookies = new Cookies(isSecure, crypto.randomBytes)
  const frame = new PageFrame({ pages, base, isSecure, cookies })
  const errors = new ErrorResponder({ frame, log, trace: engine.trace, clock, randomBytes: crypto.randomBytes })
  const outcomes = new OutcomeResponder(frame, errors)
  const dispatcher = new Dispatcher({ provider, cookies, outcomes })
  const csrf = new CsrfProtection(crypto, deriveKey(options.masterKey, '', 'latchkey forms').toString('base64url'), issuer)
  const { accounts } = storage.identity
  const setupPorts = { clock, crypto, identity, stores: storage.identity }
  const { throttle } = storage.identity
  engine.sendNotices()
  const push = pushOf(engine.management, (cause) => log.write({ level: 'error', event: 'failure', at: 'push', cause }))
  const routes = routeTable({
    issuer,
    version,
    provider,
    crypto,
    identity,
    accounts,
    clients: storage.provider.clients,
    throttle,
    registration: registrationParts(engine),
    trace: engine.trace,
    settings: () => engine.oidcProvider.current(),
    clock,
    sessions: storage.provider.sessions,
    sender: engine.sendLogouts(),
    cookies,
    frame,
    errors,
    outcomes,
    dispatcher,
    csrf,
    refusedSignIns: new RefusedSignIns({ audit: engine.audit, accounts, clock, randomBytes: crypto.randomBytes }),
    setup: { ports: setupPorts, csrf, cookies, frame, onRedeemed: options.onFirstAdministrator },
    ping: () => storage.ping(),
    management: engine.management,
    passwordPolicy: () => passwordPolicyOf(engine.authentication()),
    signInAddresses: signInAddresses(storage.management.audit),
    push,
    consoleFolder: consoleFolder(),
  })
  const isClientOrigin = (origin: string): Promise<boolean> => storage.provider.clients.hasOrigin(origin, clock())
  return createApp({ routes, base, trustedProxies, certificates, errors, log, clock, isClientOrigin })
}
