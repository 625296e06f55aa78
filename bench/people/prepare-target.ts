import { Browser } from '@latchkey/testing'
import type { Person, Target, TargetClient } from '../target.ts'
import { benchPeople, redirectUri } from './bench-people.ts'
import { type Endpoints, signIn } from './sign-in.ts'

const discoveryPath = '/.well-known/openid-configuration'

/** A running provider, as far as preparing needs it. */
export interface RunningProvider {
  readonly port: number
  /** Has no path. */
  readonly issuer: string
  readonly clients: Target['clients']
}

/**
 * Reads what the provider publishes and signs `browsers` browsers in at both clients, through the pages.
 *
 * @throws Error when anything answers not as it must.
 */
export async function prepareTarget({ clients, issuer, port }: RunningProvider, browsers: number): Promise<Target> {
  const discovery = await fetchText(`${issuer}${discoveryPath}`)
  const endpoints = JSON.parse(discovery) as Endpoints
  const people: Person[] = []
  for (let index = 0; index < browsers; index++) people.push(await preparePerson(endpoints, clients, index))
  return {
    port,
    host: new URL(issuer).host,
    paths: {
      discovery: discoveryPath,
      jwks: new URL(endpoints.jwks_uri).pathname,
      userinfo: new URL(endpoints.userinfo_endpoint).pathname,
      authorize: new URL(endpoints.authorization_endpoint).pathname,
      token: new URL(endpoints.token_endpoint).pathname,
      introspection: new URL(endpoints.introspection_endpoint).pathname,
    },
    expected: { discovery, jwks: await fetchText(endpoints.jwks_uri) },
    redirectUri,
    clients,
    people,
  }
}

async function preparePerson(endpoints: Endpoints, clients: Target['clients'], index: number): Promise<Person> {
  const person = benchPeople[index % benchPeople.length]
  if (person === undefined) throw new Error('there are no accounts to sign in with')
  const browser = new Browser()
  const signInAt = (client: TargetClient) => signIn(browser, { endpoints, client, redirectUri, person })
  const { accessToken, refreshToken: es256 } = await signInAt(clients.es256)
  const { refreshToken: rs256 } = await signInAt(clients.rs256)
  const userinfo = await fetchText(endpoints.userinfo_endpoint, { authorization: `Bearer ${accessToken}` })
  checkClaims(userinfo, person.claims)
  return {
    cookie: browser.cookies.header(new URL(endpoints.authorization_endpoint)) ?? '',
    accessToken,
    refreshTokens: { es256, rs256 },
    userinfo,
  }
}

/** What is measured must be worth the same everywhere: userinfo has the claims of both scopes. */
function checkClaims(userinfo: string, claims: Readonly<Record<string, unknown>>): void {
  const answered = JSON.parse(userinfo) as Readonly<Record<string, unknown>>
  const missing = Object.entries(claims).filter(([name, value]) => answered[name] !== value)
  if (missing.length > 0) throw new Error(`userinfo lacks ${missing.map(([name]) => name).join(', ')}`)
}

async function fetchText(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(url, { headers })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}
