import { base64url } from 'jose'
import { anonymousOrigin, clientOrigin } from '../../audit/origins.ts'
import { runChecks } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import { newClientId, newClientSecret, storedClientSecret } from '../../clients/client-credentials.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { type ClientId, isSecret, type Secret, secretPrefix } from '../../ids.ts'
import { liveSecrets } from '../../keys/client-secret-keys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { JsonAnswer, Provider } from '../../provider-contract.ts'
import { checkSector } from '../../subjects/sector-checks.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import type { RegisteredClientInput, RegistrationInput } from '../inputs.ts'
import { registrationChecks } from './checks.ts'
import { clientInformation } from './client-information.ts'
import { parseMetadata, type RegistrationRequest } from './parse-metadata.ts'

interface RegistrationOptions {
  /** The registration endpoint's URL; that of a client is below it. */
  readonly endpoint: string
  /** Names of the grant types that the token endpoint runs. */
  readonly grantTypes: readonly string[]
}

type RegistrationEndpoint = Pick<Provider, 'register' | 'readRegistration' | 'removeRegistration'>

interface Answered {
  readonly clientId: ClientId
  readonly status: number
  readonly body: JsonAnswer['body']
}

const tokenBytes = 32
/** RFC6750-2.1; the scheme is compared without case. */
const bearerForm = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/**
 * Registration is open to everybody while `anonymousClientRegistration` is on, else to authorized callers. Clients that register
 * themselves get claims from UserInfo only (OIDCC-5.4) and never skip consent. Does not limit how many register.
 * @see OIDCR-3, RFC7591-3, RFC7592-2.1, RFC7592-2.3
 */
export function createRegistrationEndpoint(options: RegistrationOptions, ports: Ports): RegistrationEndpoint {
  const { clock, crypto, stores } = ports

  async function insert(request: RegistrationRequest, { address }: RegistrationInput): Promise<Answered> {
    const now = clock()
    const isPublic = request.metadata.tokenEndpointAuthMethod === 'none'
    const secret = isPublic ? undefined : newClientSecret(crypto.randomBytes)
    const registrationToken: Secret<'registrationToken'> = `${secretPrefix.registrationToken}${base64url.encode(crypto.randomBytes(tokenBytes))}`
    const client: Client = {
      ...request.metadata,
      clientId: newClientId(crypto.randomBytes),
      origin: 'dynamic',
      secrets: secret === undefined ? [] : [storedClientSecret(crypto, secret, now)],
      claimsInIdToken: false,
      skipConsent: false,
      registrationToken: crypto.digest(registrationToken),
      postures: {},
      createdAt: now,
      updatedAt: now,
    }
    if ((await stores.clients.insert(client, anonymousOrigin('registration', { address }))) === 'exists')
      throw new Error('a new random client_id exists already')
    const credentials = { registrationToken, secret: secret === undefined ? undefined : { text: secret } }
    return { clientId: client.clientId, status: 201, body: clientInformation(client, locationOf(client), credentials) }
  }

  /**
   * The client of a registration access token. A client that does not exist is answered like a wrong token (RFC7592-2.1).
   * @throws OAuthError `registration_token_wrong`
   */
  async function authenticate(input: RegisteredClientInput): Promise<{ readonly client: Client; readonly token: string }> {
    const token = bearerForm.exec(input.authorization ?? '')?.[1] ?? ''
    const client = await stores.clients.find(input.clientId as ClientId, clock())
    const expected = client?.registrationToken
    const matches = crypto.equalDigests(crypto.digest(token), expected ?? crypto.digest(''))
    if (!isSecret('registrationToken', token) || client === undefined || expected === undefined || !matches) {
      throw new OAuthError('registration_token_wrong')
    }
    return { client, token }
  }

  function informationFor(client: Client, registrationToken: string): JsonAnswer['body'] {
    const newest = liveSecrets(client, clock())[0]
    const secret = newest === undefined ? undefined : { ...newest, text: crypto.openSealed(newest.sealed) }
    return clientInformation(client, locationOf(client), { registrationToken, secret })
  }

  function locationOf(client: Client): string {
    return `${options.endpoint}/${encodeURIComponent(client.clientId)}`
  }

  async function answer(run: (checks: CheckOutcome[]) => Promise<Answered>): Promise<JsonAnswer> {
    const checks: CheckOutcome[] = []
    const step = { endpoint: 'registration', traceId: undefined, checks }
    try {
      const { clientId, status, body } = await run(checks)
      return { status, body, traceId: recordStep({ ...step, clientId }, ports) }
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return refusal(error, recordStep({ ...step, clientId: undefined, reason: error.reason }, ports))
    }
  }

  return {
    register: (input) =>
      answer(async (checks) => {
        if (!input.authorized && !ports.settings().anonymousClientRegistration) throw new OAuthError('registration_not_allowed')
        const request = parseMetadata(input.body, options.grantTypes)
        runChecks(registrationChecks, 'registration', request, checks)
        await checkSector(request.metadata, ports, checks)
        return insert(request, input)
      }),
    readRegistration: (input) =>
      answer(async () => {
        const { client, token } = await authenticate(input)
        return { clientId: client.clientId, status: 200, body: informationFor(client, token) }
      }),
    removeRegistration: (input) =>
      answer(async () => {
        const { client } = await authenticate(input)
        const origin = clientOrigin(client.clientId, { address: input.address }, 'registration')
        await stores.clients.remove(client.clientId, clock(), origin)
        return { clientId: client.clientId, status: 204, body: undefined }
      }),
  }
}

/** RFC7591-3.2.2, RFC6750-3. */
function refusal(error: OAuthError, traceId: JsonAnswer['traceId']): JsonAnswer {
  const { status, publicText } = error
  const answer = { status, body: { error: error.error, error_description: publicText }, traceId, refusal: error }
  if (status !== 401) return answer
  return { ...answer, challenge: `Bearer realm="latchkey", error="${error.error}", error_description="${publicText}"` }
}
