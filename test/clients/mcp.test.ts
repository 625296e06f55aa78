import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { codeOf, makeCertificate, Scene, type TemporaryFolder, temporaryFolder, waitUntil } from '@latchkey/testing'
import { auth, extractWWWAuthenticateParams, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientInformationMixed, OAuthClientMetadata, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { discovery } from '../conformance/judge.ts'

const redirectUrl = 'http://127.0.0.1:33418/callback'
const clientMetadata: OAuthClientMetadata = {
  client_name: 'MCP client',
  redirect_uris: [redirectUrl],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

/** What an MCP client keeps, as its developers write it. */
class MemoryProvider implements OAuthClientProvider {
  readonly redirectUrl = redirectUrl
  readonly clientMetadata = clientMetadata
  readonly clientMetadataUrl?: string
  authorizationUrl: URL | undefined
  #client: OAuthClientInformationMixed | undefined
  #tokens: OAuthTokens | undefined
  #verifier = ''

  constructor(clientMetadataUrl?: string) {
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.#client
  }

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.#client = client
  }

  tokens(): OAuthTokens | undefined {
    return this.#tokens
  }

  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier
  }

  codeVerifier(): string {
    return this.#verifier
  }
}

let folder: TemporaryFolder
let documents: Server
let resource: Server
let scene: Scene
/** What the MCP server knows of the provider: the keys that its metadata name. */
let keys: ReturnType<typeof createRemoteJWKSet>

before(async () => {
  folder = temporaryFolder()
  const certificate = makeCertificate(folder.path)
  const key = readFileSync(certificate.keyFile)
  documents = createSecureServer({ key, cert: certificate.authority }, serveDocument)
  resource = createServer(serveResource)
  await Promise.all([listen(documents), listen(resource)])
  const env = { LATCHKEY_FETCH_ALLOW: '127.0.0.0/8,::1', NODE_EXTRA_CA_CERTS: certificate.certificateFile }
  scene = await Scene.open({ env })
  // All that has to be configured. The MCP server is not known to the provider.
  const { status, stderr } = await scene.server.cli('update', 'SecurityPosture', '--field', 'profile=mcp')
  assert.equal(status, 0, stderr)
  await waitUntil('registration is open', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body: '{}' })
    return answer.status !== 401 || undefined
  })
  assert.equal((await discovery(scene))['client_id_metadata_document_supported'], true)
  keys = createRemoteJWKSet(new URL((await discovery(scene)).jwks_uri))
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  for (const server of [documents, resource]) {
    server.closeAllConnections()
    server.close()
  }
  folder.remove()
})

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

function at(server: Server, path: string): string {
  const scheme = server === documents ? 'https' : 'http'
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}${path}`
}

function serveDocument(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ ...clientMetadata, client_id: at(documents, '/client.json') })
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=60' }).end(body)
}

/** An MCP server's side: says where tokens come from (RFC9728-3), and takes those that its authorization server knows. */
async function serveResource(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const json = (status: number, body: unknown, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  if (request.url === '/.well-known/oauth-protected-resource/mcp') {
    return json(200, {
      resource: at(resource, '/mcp'),
      authorization_servers: [scene.issuer],
      scopes_supported: ['openid', 'offline_access'],
    })
  }
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token !== undefined && (await isForUs(token))) return json(200, {})
  const metadata = at(resource, '/.well-known/oauth-protected-resource/mcp')
  return json(401, {}, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` })
}

/** RFC9068-4: an access token of this issuer for this API. */
async function isForUs(token: string): Promise<boolean> {
  const checks = { issuer: scene.issuer, audience: at(resource, '/mcp'), typ: 'at+jwt' }
  return jwtVerify(token, keys, checks).then(
    () => true,
    () => false,
  )
}

/** From a request without token to one that is answered, then a refresh. */
async function connect(provider: MemoryProvider): Promise<void> {
  const serverUrl = at(resource, '/mcp')
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(await fetch(serverUrl, { method: 'POST' }))
  assert.ok(resourceMetadataUrl !== undefined)
  assert.equal(await auth(provider, { serverUrl, resourceMetadataUrl }), 'REDIRECT')
  assert.ok(provider.authorizationUrl !== undefined)
  const departure = await scene.browser().signIn(provider.authorizationUrl, scene.person)
  assert.equal(await auth(provider, { serverUrl, resourceMetadataUrl, authorizationCode: codeOf(departure) }), 'AUTHORIZED')
  await callWith(provider)
  const before = provider.tokens()
  assert.equal(await auth(provider, { serverUrl, resourceMetadataUrl }), 'AUTHORIZED')
  assert.notEqual(provider.tokens()?.access_token, before?.access_token)
  await callWith(provider)
}

async function callWith(provider: MemoryProvider): Promise<void> {
  const headers = { authorization: `Bearer ${provider.tokens()?.access_token}` }
  assert.equal((await fetch(at(resource, '/mcp'), { method: 'POST', headers })).status, 200)
}

describe('MCP TypeScript SDK, as it comes from the registry, under the profile mcp', () => {
  test('connects with a client that it registers', async () => {
    const provider = new MemoryProvider()
    await connect(provider)
    assert.match(provider.clientInformation()?.client_id ?? '', /^[a-z0-9]{20}$/)
  })

  test('connects with a client metadata document', async () => {
    const url = at(documents, '/client.json')
    const provider = new MemoryProvider(url)
    await connect(provider)
    assert.equal(provider.clientInformation()?.client_id, url)
  })

  test('two installations of one client that registers share a record that neither can change', async () => {
    const [first, one, other] = [new MemoryProvider(), new MemoryProvider(), new MemoryProvider()]
    for (const provider of [first, one, other]) await connect(provider)
    assert.match(one.clientInformation()?.client_id ?? '', /^shared-/)
    assert.equal(other.clientInformation()?.client_id, one.clientInformation()?.client_id)
  })

  test('RFC8707-2 what it is given is for the MCP server alone', async () => {
    const provider = new MemoryProvider()
    await connect(provider)
    const { authorizationUrl } = provider
    assert.equal(authorizationUrl?.searchParams.get('resource'), at(resource, '/mcp'))
    assert.equal(authorizationUrl?.searchParams.get('code_challenge_method'), 'S256')
    const headers = { authorization: `Bearer ${provider.tokens()?.access_token}` }
    assert.equal((await fetch(`${scene.issuer}/auth/userinfo`, { headers })).status, 401)
  })

  test('RFC7636-4.4.1 a client without PKCE is refused', async () => {
    const provider = new MemoryProvider()
    await connect(provider)
    const bare = new URL(String(provider.authorizationUrl))
    bare.searchParams.delete('code_challenge')
    bare.searchParams.delete('code_challenge_method')
    const visit = await scene.browser().open(bare)
    assert.ok(visit.kind === 'left')
    assert.equal(visit.url.searchParams.get('error'), 'invalid_request')
  })
})
