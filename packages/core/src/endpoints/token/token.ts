import { runChecks } from '../../checks/check.ts'
import { authenticateClient, type ClientRequest } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import { noteUse } from '../../clients/note-use.ts'
import { proofKeyOf } from '../../dpop/proof-key-of.ts'
import { withNonce } from '../../dpop/with-nonce.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { ClientId, TraceId } from '../../ids.ts'
import { boundCertificate } from '../../mutual-tls/bound-certificate.ts'
import type { Provider } from '../../provider-contract.ts'
import { resourcesOf } from '../../resources/named-resources.ts'
import type { Mint } from '../../tokens/issue.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { tokenClientChecks } from './client-checks.ts'
import type { GrantType } from './grant-type.ts'
import { grantTypeNamed } from './grants.ts'
import { repeatedSuccesses } from './repeated-successes.ts'

/**
 * The token endpoint: authenticates the client, finds the grant, asks whether this client may use it, redeems it.
 * @see RFC6749-3.2, RFC6749-5, OIDCC-3.1.3
 */
export function createTokenEndpoint(mint: Mint): Pick<Provider, 'token'> {
  const { ports, issuer } = mint
  const alone = repeatedSuccesses(ports)
  return {
    async token(input) {
      const { parameters, authorization, certificate, dpop } = input
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      let traceId: TraceId | undefined
      try {
        const values = singleValues(parameters)
        // A listener has to look it up, and can as long as whoever sends is connected: before anything is waited for, or not at all.
        const address = grantTypeNamed(values.get('grant_type') ?? '')?.leavesNothing === true ? undefined : input.address
        const source = { values, authorization, certificate, issuer }
        const authenticating = authenticateClient('token', source, ports, checks)
        const request = authenticating instanceof Promise ? await authenticating : authenticating
        const { client, method } = request
        clientId = client.clientId
        runChecks(tokenClientChecks, 'token', { client, security: ports.security?.() }, checks)
        const x5tS256 = boundCertificate(client, certificate, checks)
        const bound = x5tS256 === undefined ? mint : { ...mint, x5tS256 }
        const proved = proofKeyOf(client, dpop, bound, checks)
        const jkt = proved instanceof Promise ? await proved : proved
        const grantType = grantTypeOf(request)
        const resources = resourcesOf(parameters, grantType.targets)
        const opening = grantType.open({ client, method, values, resources, address, jkt }, bound)
        const opened = opening instanceof Promise ? await opening : opening
        traceId = opened.traceId
        const redeeming = opened.redeem(checks)
        const body = redeeming instanceof Promise ? await redeeming : redeeming
        const noted = noteUse(client, ports)
        if (noted !== undefined) await noted
        const step = { endpoint: 'token', traceId, clientId, checks }
        const record = () => recordStep(step, ports)
        const recorded = traceId === undefined ? alone.record(clientId, checks, record) : record()
        return { status: 200, body, traceId: recorded }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        const recorded = recordStep({ endpoint: 'token', traceId, clientId, checks, reason: error.reason }, ports)
        return withNonce(formRefusal(error, recorded, authorization), ports)
      }
    },
  }
}

function grantTypeOf({ client, values }: ClientRequest): GrantType {
  const name = values.get('grant_type')
  if (name === undefined) throw new OAuthError('grant_type_missing')
  const grantType = grantTypeNamed(name)
  if (grantType === undefined) throw new OAuthError('grant_type_unsupported')
  if (!client.grantTypes.includes(name)) throw new OAuthError('grant_type_not_allowed')
  return grantType
}
