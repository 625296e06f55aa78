import type { ClientView, Page, PageContext } from '../src/contract.ts'
import { pages } from '../src/pages.ts'
import { accountSamples } from './account-samples.ts'

/** A state of a page, and what its body says it is. */
export interface Sample {
  readonly page: string
  readonly render: (context: PageContext) => Page
}

/** Every state of every page. `text` stands in each place that takes free text, most of it chosen by strangers. */
export function samples(text: string): Readonly<Record<string, Sample>> {
  const client: ClientView = { name: text, redirectHost: text, kind: 'web', registered: true }
  const described: ClientView = {
    ...client,
    clientUri: 'https://app.example/',
    policyUri: 'https://app.example/privacy',
    tosUri: 'https://app.example/terms',
    logoUri: '/logo/app',
  }
  const unregistered: ClientView = { ...client, registered: false }
  const device: ClientView = { ...unregistered, kind: 'loopback' }
  const hidden = [
    ['transaction', text],
    [text, 'csrf'],
  ] as const
  const scopes = [
    { scope: 'openid', isNew: false },
    { scope: 'offline_access', isNew: true },
    { scope: text, isNew: true },
  ]
  const error = { error: 'invalid_request', description: text, reason: 'redirect_uri_mismatch' }
  const location = `https://app.example/cb?${new URLSearchParams({ state: text })}`
  return {
    login: { page: 'login', render: (c) => pages.login(c, { hidden, client: described }) },
    'login without client': { page: 'login', render: (c) => pages.login(c, { hidden }) },
    'login again': { page: 'login', render: (c) => pages.login(c, { hidden, client: device, username: text, signedInAs: text }) },
    'login refused': { page: 'login', render: (c) => pages.login(c, { hidden, client, username: text, problem: 'refused' }) },
    'login missing fields': { page: 'login', render: (c) => pages.login(c, { hidden, client, problem: 'missing_fields' }) },
    'login throttled': {
      page: 'login',
      render: (c) => pages.login(c, { hidden, client, username: text, problem: { kind: 'throttled', retryAfter: 30 } }),
    },
    consent: {
      page: 'consent',
      render: (c) => pages.consent(c, { hidden, client: described, signedInAs: text, scopes, canSwitchAccount: true }),
    },
    'consent with claims': {
      page: 'consent',
      render: (c) => {
        const claims = ['email', 'birthdate', text].map((claim, index) => ({ claim, isNew: index > 0 }))
        return pages.consent(c, { hidden, client, signedInAs: text, scopes, claims })
      },
    },
    'consent with resources': {
      page: 'consent',
      render: (c) => {
        const resources = [
          { resource: 'https://calendar.example.com/api', name: text, isNew: false },
          { resource: 'https://mcp.example.com/a/rather/long/path/that/has/to/break/somewhere', isNew: true },
        ]
        return pages.consent(c, { hidden, client, signedInAs: text, scopes, resources })
      },
    },
    'account choice': {
      page: 'select-account',
      render: (c) => pages.selectAccount(c, { hidden, client: described, username: text, name: text }),
    },
    'account choice without name': {
      page: 'select-account',
      render: (c) => pages.selectAccount(c, { hidden, client: device, username: text }),
    },
    'consent unregistered': {
      page: 'consent',
      render: (c) => pages.consent(c, { hidden, client: unregistered, signedInAs: text, scopes }),
    },
    'consent device': { page: 'consent', render: (c) => pages.consent(c, { hidden, client: device, signedInAs: text, scopes }) },
    'error with everything': {
      page: 'error',
      render: (c) =>
        pages.error(c, { ...error, expected: 'a', received: text, client, back: { href: location, clientName: text } }),
    },
    'error with website': { page: 'error', render: (c) => pages.error(c, { ...error, expected: text, client: described }) },
    'error of the server': {
      page: 'error',
      render: (c) => pages.error(c, { error: 'server_error', reason: 'internal', description: text }),
    },
    'hand-over': { page: 'hand-over', render: (c) => pages.handOver(c, { clientName: text, location, needsGesture: false }) },
    'hand-over to an app': {
      page: 'hand-over',
      render: (c) => pages.handOver(c, { clientName: text, location: 'com.example.app:/cb?code=1', needsGesture: true }),
    },
    'form-post': {
      page: 'form-post',
      render: (c) => pages.formPost(c, { clientName: text, action: 'https://app.example/cb', fields: [['state', text]] }),
    },
    setup: { page: 'setup', render: (c) => pages.setup(c, { hidden, passwordLength: { min: 12, max: 256 } }) },
    'setup mismatch': {
      page: 'setup',
      render: (c) => pages.setup(c, { hidden, username: text, problem: 'password_mismatch' }),
    },
    'setup refused': { page: 'setup', render: (c) => pages.setup(c, { hidden, problem: 'refused' }) },
    'setup done': { page: 'setup-done', render: (c) => pages.setupDone(c, { username: text }) },
    home: { page: 'home', render: (c) => pages.home(c, { issuer: text, version: text, needsSetup: false }) },
    'home before set-up': { page: 'home', render: (c) => pages.home(c, { issuer: text, version: text, needsSetup: true }) },
    device: { page: 'device', render: (c) => pages.device(c, { hidden, userCode: text }) },
    'device unknown code': { page: 'device', render: (c) => pages.device(c, { hidden, userCode: text, problem: 'unknown' }) },
    'device throttled': {
      page: 'device',
      render: (c) => pages.device(c, { hidden, problem: { kind: 'throttled', retryAfter: 30 } }),
    },
    'device confirm': {
      page: 'device',
      render: (c) =>
        pages.deviceConfirm(c, {
          client: described,
          hidden,
          userCode: text,
          signedInAs: text,
          scopes: ['openid', text],
          resources: [{ resource: 'https://api.example/v1', name: text }, { resource: 'https://files.example/' }],
          requestedFrom: text,
          requestedAt: 1_780_000_000_000,
        }),
    },
    'device approved': { page: 'device-done', render: (c) => pages.deviceDone(c, { outcome: 'approved' }) },
    'device denied': { page: 'device-done', render: (c) => pages.deviceDone(c, { outcome: 'denied' }) },
    'device gone': { page: 'device-done', render: (c) => pages.deviceDone(c, { outcome: 'gone' }) },
    'requests none': { page: 'requests', render: (c) => pages.requests(c, { signedInAs: text, others: [] }) },
    requests: {
      page: 'requests',
      render: (c) =>
        pages.requests(c, {
          signedInAs: text,
          others: [{ clientName: text, href: `${c.base}/requests?request=bcr_1`, requestedAt: 1_780_000_000_000 }],
          outcome: 'gone',
          request: {
            client: described,
            host: text,
            hidden,
            bindingMessage: text,
            scopes: ['openid', text],
            resources: [{ resource: 'https://api.example/v1', name: text }, { resource: 'https://files.example/' }],
            requestedFrom: text,
            requestedAt: 1_780_000_000_000,
            validUntil: 1_780_000_600_000,
          },
        }),
    },
    'home of a person': {
      page: 'home',
      render: (c) =>
        pages.home(c, {
          ...{ issuer: text, version: text, needsSetup: false },
          person: { name: text, apps: [{ name: text, href: 'https://app.example/start', logoUri: '/logo/app' }] },
        }),
    },
    'home of an administrator': {
      page: 'home',
      render: (c) =>
        pages.home(c, {
          ...{ issuer: text, version: text, needsSetup: false },
          person: { name: text, apps: [], isAdministrator: true },
        }),
    },
    ...accountSamples(text, { described, unregistered, hidden }),
    logout: { page: 'logout', render: (c) => pages.logout(c, { hidden, client, signedInAs: text }) },
    'logged out': { page: 'logged-out', render: (c) => pages.loggedOut(c, { client: { name: text, location } }) },
  }
}
