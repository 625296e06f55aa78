import { html } from 'hono/html'
import type { Markup } from '../answer.ts'
import type { SignedIn, TokenSet } from '../signed-in.ts'
import { layout } from './layout.ts'

export interface SignedInView {
  readonly signedIn: SignedIn
  readonly userinfo: { readonly claims: unknown } | { readonly problem: string }
  /** Whether signing out ends the session at the provider too. */
  readonly endsProviderSession: boolean
}

/** Everything that the application got, decoded. */
export function signedInPage({ endsProviderSession, signedIn, userinfo }: SignedInView): Markup {
  const { previous, tokens, traceId } = signedIn
  const name = String(tokens.claims['name'] ?? tokens.claims['preferred_username'] ?? tokens.claims.sub)
  const header = decodeHeader(tokens.idToken)
  return layout(
    `${name}: Sample application`,
    html`<section class="who">
<span class="initials" aria-hidden="true">${initials(name)}</span>
<div><h1>${name}</h1><p>signed in ${time(Number(tokens.claims['auth_time'] ?? tokens.claims.iat) * 1000)}</p></div>
<div class="actions">
<form method="post" action="/refresh"><button class="button quiet">Refresh tokens</button></form>
<form method="post" action="/sign-out"><button class="button">${endsProviderSession ? 'Sign out' : 'Sign out here'}</button></form>
</div>
</section>
<div class="pair">
<section><h2>ID token</h2><p class="note">Who signed in, when and how; addressed to this application.</p>
<p class="verified">Signature verified: ${header['alg']}, key ${String(header['kid']).slice(0, 8)}</p>
${claimTable(tokens.claims)}
<details><summary>Header and the token as it came</summary>${claimTable(header)}<code>${tokens.idToken}</code></details></section>
<section><h2>Userinfo</h2><p class="note">What the provider says of this person now, fetched with the access token for this page.</p>
${'problem' in userinfo ? html`<p role="alert">${userinfo.problem}</p>` : claimTable(userinfo.claims)}</section>
</div>
<section id="refresh"><h2>Tokens of this application</h2>
<p class="note">${
      previous === undefined
        ? 'Refresh to get a new access token and a new ID token without asking you again.'
        : `Refreshed ${time(tokens.receivedAt)}, without asking you again.`
    }</p>
${previous === undefined ? tokenTable(tokens) : comparison(previous, tokens)}</section>
${
  traceId === undefined
    ? ''
    : html`<section><h2>Trace</h2><p class="note">Every check that Latchkey made for this sign-in, expected against received, under one id.</p>
<p><code>${traceId}</code></p><p><a href="/trace">See what was checked</a></p></section>`
}`,
  )
}

function claimTable(claims: unknown): Markup {
  return html`<table><tbody>${Object.entries(claims as Readonly<Record<string, unknown>>).map(
    ([name, value]) =>
      html`<tr><th scope="row">${name}</th><td>${typeof value === 'string' ? value : JSON.stringify(value)}${asTime(name, value)}</td></tr>`,
  )}</tbody></table>`
}

function tokenTable(tokens: TokenSet): Markup {
  return html`<table><tbody>${tokenRows(tokens).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table>`
}

function comparison(before: TokenSet, after: TokenSet): Markup {
  const earlier = new Map(tokenRows(before))
  return html`<table><thead><tr><th></th><th scope="col">before</th><th scope="col">after</th></tr></thead><tbody>${tokenRows(
    after,
  ).map(([name, value]) => {
    const old = earlier.get(name) ?? ''
    return html`<tr><th scope="row">${name}</th><td class="old">${old}</td><td class="${old === value ? 'aside' : 'new'}">${
      old === value ? 'the same' : value
    }</td></tr>`
  })}</tbody></table>`
}

/** Tokens are shown shortened: enough to tell two apart. */
function tokenRows({
  accessToken,
  claims,
  expiresIn,
  receivedAt,
  refreshToken,
  scope,
}: TokenSet): readonly (readonly [string, string])[] {
  return [
    ['access token', shorten(accessToken)],
    ['good until', expiresIn === undefined ? 'not said' : time(receivedAt + expiresIn * 1000)],
    ['refresh token', refreshToken === undefined ? 'none' : shorten(refreshToken)],
    ['ID token issued', time(claims.iat * 1000)],
    ['scope', scope],
  ]
}

function shorten(token: string): string {
  return `${token.slice(0, 14)}...${token.slice(-6)}`
}

function decodeHeader(jwt: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(jwt.slice(0, jwt.indexOf('.')), 'base64url').toString()) as Readonly<Record<string, unknown>>
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((part) => part.slice(0, 1).toUpperCase())
    .slice(0, 2)
    .join('')
}

const timeClaims = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at'])

function asTime(name: string, value: unknown): Markup | string {
  return timeClaims.has(name) && typeof value === 'number' ? html` <span class="aside">${time(value * 1000)}</span>` : ''
}

/** @param milliseconds Since the epoch. */
function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
