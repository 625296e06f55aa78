import { type CryptoPort, managementScope, type Provider, type SessionStore } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Management, PushSubscriptions } from '@latchkey/management'
import { showAccount } from '../account/account.route.ts'
import { removeApplication, showApplications } from '../account/applications.route.ts'
import { changePassword, type PasswordPageParts, showPassword, submitPassword } from '../account/password.route.ts'
import { endSessions, type SessionPageParts, showSessions } from '../account/sessions.route.ts'
import { type ConsoleParts, consoleRoutes } from '../console/console.route.ts'
import { showConsent, submitConsent } from '../login/consent.route.ts'
import type { DecisionPageParts } from '../login/decision-page-parts.ts'
import { type DeviceParts, showDevice, submitDevice } from '../login/device.route.ts'
import { type HomeParts, homeRoute } from '../login/home.route.ts'
import { type LogoutParts, logoutRoute, showLogout, submitLogout } from '../login/logout.route.ts'
import { type PasswordParts, showLogin, submitLogin } from '../login/password.route.ts'
import { type RegisterParts, showRegister, submitRegister } from '../login/register.route.ts'
import { type RequestsParts, showRequests, submitRequest } from '../login/requests.route.ts'
import { showSelectAccount, submitSelectAccount } from '../login/select-account.route.ts'
import { type SetupParts, showSetup, submitSetup } from '../login/setup.route.ts'
import { accountRoute } from '../management/account.route.ts'
import type { ManagementParts } from '../management/authenticated.ts'
import { discoverRoute } from '../management/discover.route.ts'
import { eventSourceRoute } from '../management/event-source.route.ts'
import { jmapRoute } from '../management/jmap.route.ts'
import { planRoute, rollbackRoute, snapshotRoute, verifyAuditRoute } from '../management/plan.route.ts'
import { protectedResourceRoute } from '../management/protected-resource.route.ts'
import { schemaDocumentRoute, schemaRoute } from '../management/schema.route.ts'
import { sessionRoute, wellKnownJmapRoute } from '../management/session.route.ts'
import { type AuthorizeParts, authorizeRoute } from '../oidc/authorize.route.ts'
import { backchannelAuthenticationRoute } from '../oidc/backchannel.route.ts'
import { checkSessionRoute } from '../oidc/check-session.route.ts'
import { deviceAuthorizationRoute } from '../oidc/device.route.ts'
import { discoveryRoute } from '../oidc/discovery.route.ts'
import { introspectRoute } from '../oidc/introspect.route.ts'
import { jwksRoute } from '../oidc/jwks.route.ts'
import { pushedAuthorizationRequestRoute } from '../oidc/par.route.ts'
import {
  readRegistrationRoute,
  registerRoute,
  removeRegistrationRoute,
  updateRegistrationRoute,
} from '../oidc/registration.route.ts'
import type { ErrorResponder } from '../oidc/respond-error.ts'
import { revokeRoute } from '../oidc/revoke.route.ts'
import { tokenRoute } from '../oidc/token.route.ts'
import { userinfoRoute } from '../oidc/userinfo.route.ts'
import { webfingerRoute } from '../oidc/webfinger.route.ts'
import { assetRoutes, logoRoute } from './assets.ts'
import { healthLive, healthReady } from './health.ts'
import type { PageFrame } from './page-frame.ts'
import type { Route } from './route.ts'

/** What the routes work with. */
export interface RouteParts
  extends AuthorizeParts,
    PasswordParts,
    RegisterParts,
    HomeParts,
    DecisionPageParts,
    DeviceParts,
    RequestsParts,
    LogoutParts,
    SessionPageParts,
    PasswordPageParts,
    ConsoleParts,
    ManagementParts {
  readonly management: Management
  readonly push: PushSubscriptions
  readonly provider: Provider
  readonly crypto: CryptoPort
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly setup: SetupParts
  readonly frame: PageFrame
  readonly errors: ErrorResponder
  readonly issuer: string
  readonly version: string
  /** @throws when the database does not answer. */
  readonly ping: () => Promise<void>
}

/** Every path that is served: the only route table. Paths are below the issuer, except where `at` says otherwise. */
export function routeTable(parts: RouteParts): readonly Route[] {
  const { provider, errors, frame, issuer } = parts
  const discovery = discoveryRoute(provider)
  const document = { methods: ['GET'], handle: discovery, cors: 'open', cache: 'revalidate', failure: 'json' } as const
  const open = { cors: 'open', cache: 'no-store', failure: 'json' } as const
  const program = { cors: 'none', cache: 'no-store', failure: 'json' } as const
  const page = { cors: 'none', cache: 'no-store', failure: 'page' } as const
  const jmap = jmapRoute(parts)
  const health = { methods: ['GET'], cors: 'none', cache: 'no-store', failure: 'json' } as const
  return [
    { ...document, path: '/.well-known/openid-configuration' },
    { ...document, path: '/.well-known/oauth-authorization-server' },
    // RFC8414-3.1: between host and path of the issuer. Without a path these are the two rows above.
    ...(frame.base === '' ? [] : insertedPaths(frame.base).map((path) => ({ ...document, path, at: 'root' }) as const)),
    { ...open, methods: ['GET'], path: '/auth/jwks.json', handle: jwksRoute(provider), cache: 'revalidate' },
    { ...open, methods: ['POST'], path: '/auth/token', handle: tokenRoute(provider, errors) },
    { ...open, methods: ['GET', 'POST'], path: '/auth/userinfo', handle: userinfoRoute(provider, errors) },
    { ...open, methods: ['POST'], path: '/auth/revoke', handle: revokeRoute(provider, errors) },
    // Asked by servers only, and what it answers is about people: no page may read it.
    { ...program, methods: ['POST'], path: '/auth/introspect', handle: introspectRoute(provider, errors) },

    { ...open, methods: ['POST'], path: '/auth/device', handle: deviceAuthorizationRoute(provider, errors) },

    // Only clients that authenticate use it, so no page does.
    { ...program, methods: ['POST'], path: '/auth/backchannel', handle: backchannelAuthenticationRoute(provider, errors) },

    { ...open, methods: ['POST'], path: '/auth/register', handle: registerRoute(provider, parts.management, errors) },
    { ...open, methods: ['GET'], path: '/auth/register/:clientId', handle: readRegistrationRoute(provider, errors) },
    { ...open, methods: ['PUT'], path: '/auth/register/:clientId', handle: updateRegistrationRoute(provider, errors) },
    { ...open, methods: ['DELETE'], path: '/auth/register/:clientId', handle: removeRegistrationRoute(provider, errors) },

    { ...program, methods: ['POST'], path: '/auth/par', handle: pushedAuthorizationRequestRoute(provider, errors) },
    { ...page, methods: ['GET', 'POST'], path: '/auth/authorize', handle: authorizeRoute(parts) },
    { ...page, methods: ['GET', 'POST'], path: '/auth/logout', handle: logoutRoute(parts) },
    { ...page, methods: ['GET'], path: '/auth/session', handle: checkSessionRoute(parts), cache: 'revalidate' },
    // RFC7033-10.1: of the host, whatever the path of the issuer.
    {
      ...open,
      methods: ['GET'],
      path: '/.well-known/webfinger',
      at: 'root',
      handle: webfingerRoute(provider),
      cache: 'revalidate',
    },

    { ...page, methods: ['GET'], path: '/', handle: homeRoute(parts) },
    { ...page, methods: ['GET'], path: '/login', handle: showLogin(parts) },
    { ...page, methods: ['POST'], path: '/login', handle: submitLogin(parts) },
    { ...page, methods: ['GET'], path: '/register', handle: showRegister(parts) },
    { ...page, methods: ['POST'], path: '/register', handle: submitRegister(parts) },
    { ...page, methods: ['GET'], path: '/select-account', handle: showSelectAccount(parts) },
    { ...page, methods: ['POST'], path: '/select-account', handle: submitSelectAccount(parts) },
    { ...page, methods: ['GET'], path: '/consent', handle: showConsent(parts) },
    { ...page, methods: ['POST'], path: '/consent', handle: submitConsent(parts) },
    { ...page, methods: ['GET'], path: '/logout', handle: showLogout(parts) },
    { ...page, methods: ['POST'], path: '/logout', handle: submitLogout(parts) },
    { ...page, methods: ['GET'], path: '/setup', handle: showSetup(parts.setup) },
    { ...page, methods: ['POST'], path: '/setup', handle: submitSetup(parts.setup) },
    { ...page, methods: ['GET'], path: '/device', handle: showDevice(parts) },
    { ...page, methods: ['POST'], path: '/device', handle: submitDevice(parts) },
    { ...page, methods: ['GET'], path: '/requests', handle: showRequests(parts) },
    { ...page, methods: ['POST'], path: '/requests', handle: submitRequest(parts) },
    { ...page, methods: ['GET'], path: '/account', handle: showAccount(parts) },
    { ...page, methods: ['GET'], path: '/account/applications', handle: showApplications(parts) },
    { ...page, methods: ['POST'], path: '/account/applications', handle: removeApplication(parts) },
    { ...page, methods: ['GET'], path: '/account/sessions', handle: showSessions(parts) },
    { ...page, methods: ['POST'], path: '/account/sessions', handle: endSessions(parts) },
    { ...page, methods: ['GET'], path: '/account/password', handle: showPassword(parts) },
    { ...page, methods: ['POST'], path: '/account/password', handle: submitPassword(parts) },
    { ...page, methods: ['GET'], path: '/.well-known/change-password', at: 'root', handle: changePassword(parts) },
    ...consoleRoutes(parts),
    ...assetRoutes(frame.pages),
    logoRoute(frame.pages),

    // One handler: tools and documents spell the path in different ways.
    ...['/api', '/api/', '/jmap', '/jmap/'].map((path) => ({ ...program, methods: ['POST'], path, handle: jmap }) as const),
    { ...program, methods: ['GET'], path: '/jmap/session', handle: sessionRoute(parts) },
    { ...program, methods: ['GET'], path: '/jmap/eventsource', handle: eventSourceRoute(parts) },
    { ...program, methods: ['GET'], path: '/.well-known/jmap', handle: wellKnownJmapRoute(issuer) },
    { ...program, methods: ['GET'], path: '/api/schema', handle: schemaRoute(parts) },
    { ...program, methods: ['GET'], path: '/api/schema/:hash', handle: schemaDocumentRoute(parts), cache: 'immutable' },
    { ...program, methods: ['GET'], path: '/api/account', handle: accountRoute(parts) },
    { ...program, methods: ['POST'], path: '/api/plan', handle: planRoute(parts) },
    { ...program, methods: ['POST'], path: '/api/rollback', handle: rollbackRoute(parts) },
    { ...program, methods: ['GET'], path: '/api/snapshot', handle: snapshotRoute(parts) },
    { ...program, methods: ['POST'], path: '/api/audit/verify', handle: verifyAuditRoute(parts) },
    { ...document, path: '/api/discover/:name', handle: discoverRoute(provider) },
    { ...document, path: '/.well-known/oauth-protected-resource', handle: protectedResourceRoute(issuer, [managementScope]) },

    { ...health, path: '/healthz/live', handle: healthLive },
    { ...health, path: '/healthz/ready', handle: healthReady(parts.ping) },
  ]
}

function insertedPaths(base: string): readonly string[] {
  return [`/.well-known/openid-configuration${base}`, `/.well-known/oauth-authorization-server${base}`]
}
