import type { ClaimView } from '../src/account-views.ts'
import type { ClientView, HiddenFields } from '../src/contract.ts'
import { pages } from '../src/pages.ts'
import type { Sample } from './samples.ts'

/** Every state of the pages of somebody who is signed in. */
export function accountSamples(
  text: string,
  given: { readonly described: ClientView; readonly unregistered: ClientView; readonly hidden: HiddenFields },
): Readonly<Record<string, Sample>> {
  const { described, unregistered, hidden } = given
  const at = 1_780_000_000_000
  const claims: readonly ClaimView[] = [
    ['name', text],
    ['name#de', text],
    ['email', text],
    ['email_verified', false],
    ['address', { street_address: text, country: text }],
    ['updated_at', at / 1000],
    ['groups', [text, text]],
    ['https://example.com/claim', { nested: { text } }],
  ]
  const entry = { name: text, href: '/id/account/applications?client=app', since: at }
  const access = { clientId: text, hidden, since: at, scopes: ['openid', text], claims: ['email', text] }
  const none = { resources: [], details: [], released: [] }
  const sessions = [
    { sessionId: 'ses_1', isThis: true, since: at, authTime: at, expiresAt: at + 1, address: text },
    { sessionId: 'ses_2', isThis: false, since: at, authTime: at + 1, expiresAt: at + 2 },
  ]
  const password = { hidden, username: text, passwordLength: { min: 8, max: 256 } }
  return {
    account: {
      page: 'account',
      render: (c) => pages.account(c, { username: text, claims, mayChangePassword: true, outcome: 'password_changed' }),
    },
    'account of which nothing is known': {
      page: 'account',
      render: (c) => pages.account(c, { username: text, claims: [], mayChangePassword: false }),
    },
    'applications none': { page: 'applications', render: (c) => pages.access(c, { clients: [], outcome: { kind: 'gone' } }) },
    applications: {
      page: 'applications',
      render: (c) =>
        pages.access(c, {
          clients: [{ ...entry, logoUri: '/logo/app', lastGrantAt: at }, entry],
          ...{ previousHref: '/id/account/applications', nextHref: '/id/account/applications?page=3' },
          outcome: { kind: 'removed', name: text },
        }),
    },
    application: {
      page: 'application',
      render: (c) =>
        pages.accessOfClient(c, {
          ...access,
          client: described,
          ...{ lastGrantAt: at, lastRefreshAt: at + 3_600_000, endsAt: at, isOffline: true },
          resources: [{ resource: 'https://api.example/v1', name: text }],
          details: [{ type: text, texts: {}, members: [{ path: 'actions', value: [text] }] }],
          released: claims,
        }),
    },
    'application without access now': {
      page: 'application',
      render: (c) => pages.accessOfClient(c, { ...access, ...none, client: unregistered, isOffline: false }),
    },
    sessions: { page: 'sessions', render: (c) => pages.sessions(c, { hidden, sessions, ended: 2 }) },
    'sessions of this browser only': {
      page: 'sessions',
      render: (c) => pages.sessions(c, { hidden, sessions: sessions.slice(0, 1), ended: 0 }),
    },
    password: { page: 'password', render: (c) => pages.password(c, password) },
    'password refused': { page: 'password', render: (c) => pages.password(c, { ...password, problem: 'refused' }) },
    'password forbidden': { page: 'password', render: (c) => pages.password(c, { ...password, problem: 'forbidden' }) },
    'password throttled': {
      page: 'password',
      render: (c) => pages.password(c, { ...password, problem: { kind: 'throttled', retryAfter: 30 } }),
    },
  }
}
