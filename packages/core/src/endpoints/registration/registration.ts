import { clientOrigin } from '../../audit/origins.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { type ClientId, isSecret } from '../../ids.ts'
import { liveSecrets } from '../../keys/client-secret-keys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { JsonAnswer, Provider } from '../../provider-contract.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import type { RegisteredClientInput } from '../inputs.ts'
import { acceptMetadata } from './accept-metadata.ts'
import { clientInformation } from './client-information.ts'
import { refusal } from './refusal.ts'
import { findRegistrant, registrationTokenWrong } from './registrant.ts'
import { storeRegistration } from './store-registration.ts'
import { updateRegistration } from './update-registration.ts'

interface RegistrationOptions {
  /** The registration endpoint's URL; that of a client is below it. */
  readonly endpoint: string
  /** Names of the grant types that the token endpoint runs. */
  readonly grantTypes: readonly string[]
}

type RegistrationEndpoint = Pick<Provider, 'register' | 'readRegistration' | 'updateRegistration' | 'removeRegistration'>

interface Answered {
  readonly clientId: ClientId
  readonly status: number
  readonly body: JsonAnswer['body']
}

/** RFC6750-2.1; the scheme is compared without case. */
const bearerForm = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/**
 * Registration is open to everybody while `anonymousClientRegistration` is on or the profile of the server
 * is `mcp`, else to authorized callers and to whoever has an initial
 * access token. What a client may be is a matter of the rules that an administrator set for those like its registrant.
 * @see OIDCR-3, RFC7591-3, RFC7592-2
 */
export function createRegistrationEndpoint(options: RegistrationOptions, ports: Ports): RegistrationEndpoint {
  const { clock, crypto, stores } = ports
  const { grantTypes } = options

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
      throw registrationTokenWrong()
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
        const registrant = await findRegistrant(input, ports)
        const metadata = await acceptMetadata(input.body, { grantTypes, ...registrant }, ports, checks)
        const { client, credentials } = await storeRegistration(metadata, registrant, input.address, ports)
        return { clientId: client.clientId, status: 201, body: clientInformation(client, locationOf(client), credentials) }
      }),
    readRegistration: (input) =>
      answer(async () => {
        const { client, token } = await authenticate(input)
        return { clientId: client.clientId, status: 200, body: informationFor(client, token) }
      }),
    updateRegistration: (input) =>
      answer(async (checks) => {
        const { client, token } = await authenticate(input)
        const updated = await updateRegistration(client, input, options, ports, checks)
        return { clientId: client.clientId, status: 200, body: informationFor(updated, token) }
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
