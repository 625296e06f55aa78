/* oidc-provider on its memory adapter, set up to do what Latchkey does in the measured operations. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { Provider } from 'oidc-provider'
import { benchClients, benchPeople, redirectUri } from '../people/bench-people.ts'

const [portText = ''] = process.argv.slice(2)
const port = Number(portText)
const people = new Map(benchPeople.map((person) => [person.username, person]))

const provider = new Provider(`http://localhost:${port}`, {
  clients: Object.entries(benchClients).map(([clientId, { algorithm, clientSecret }]) => ({
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    id_token_signed_response_alg: algorithm,
  })),
  jwks: { keys: [await signingKey('ES256'), await signingKey('RS256')] },
  cookies: { keys: ['a-key-for-the-signature-of-cookies'] },
  claims: { profile: ['name', 'given_name', 'family_name', 'preferred_username'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    introspection: { enabled: true },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  ttl: {
    AccessToken: 3600,
    ClientCredentials: 3600,
    AuthorizationCode: 600,
    Grant: 1_209_600,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 1_209_600,
    Session: 1_209_600,
  },
  findAccount: (_, sub) => {
    const person = people.get(sub)
    return person && { accountId: sub, claims: () => ({ sub, ...person.claims }) }
  },
})
const handle = provider.callback()

createServer((request, response) => {
  if (request.url?.startsWith('/interaction/')) void finishInteraction(request, response)
  else void handle(request, response)
}).listen(port, '127.0.0.1')

/** Signs in whom `login_hint` names and allows all: pages are not what is measured. */
async function finishInteraction(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params, prompt, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: String(params['login_hint']) } })
    return
  }
  const grant = new provider.Grant({ clientId: String(params['client_id']), accountId: session?.accountId })
  grant.addOIDCScope(String(params['scope']))
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
}

async function signingKey(algorithm: 'ES256' | 'RS256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: `bench-${algorithm.toLowerCase()}` }
}
