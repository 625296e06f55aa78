import { randomUUID } from 'node:crypto'
import { Browser } from '@latchkey/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
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
  const prover = await newProver()
  const people: Person[] = []
  for (let index = 0; index < browsers; index++) people.push(await preparePerson({ endpoints, clients, prover, index }))
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
      par: new URL(endpoints.pushed_authorization_request_endpoint).pathname,
    },
    expected: { discovery, jwks: await fetchText(endpoints.jwks_uri) },
    redirectUri,
    clients,
    proofKey: prover.key,
    people,
  }
}

interface Prover {
  /** Private, as a JWK. */
  readonly key: Target['proofKey']
  /** Of a request of a token (RFC9449-4.2). */
  readonly prove: (tokenEndpoint: string) => Promise<string>
}

async function newProver(): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) }
  return {
    key: (await exportJWK(privateKey)) as Target['proofKey'],
    prove: (htu) =>
      new SignJWT({ htm: 'POST', htu, jti: randomUUID() }).setIssuedAt().setProtectedHeader(header).sign(privateKey),
  }
}

interface Preparation {
  readonly endpoints: Endpoints
  readonly clients: Target['clients']
  readonly prover: Prover
  readonly index: number
}

async function preparePerson({ endpoints, clients, prover, index }: Preparation): Promise<Person> {
  const person = benchPeople[index % benchPeople.length]
  if (person === undefined) throw new Error('there are no accounts to sign in with')
  const browser = new Browser()
  const { prove } = prover
  const signInAt = (client: TargetClient, more: { readonly prove?: Prover['prove'] } = {}) =>
    signIn(browser, { endpoints, client, redirectUri, person, ...more })
  const { accessToken, refreshToken: es256 } = await signInAt(clients.es256)
  const { refreshToken: rs256 } = await signInAt(clients.rs256)
  const { accessToken: boundAccessToken } = await signInAt(clients.es256, { prove })
  const userinfo = await fetchText(endpoints.userinfo_endpoint, { authorization: `Bearer ${accessToken}` })
  checkClaims(userinfo, person.claims)
  return {
    cookie: browser.cookies.header(new URL(endpoints.authorization_endpoint)) ?? '',
    accessToken,
    boundAccessToken,
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
