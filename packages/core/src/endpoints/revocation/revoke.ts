import { clientOrigin } from '../../audit/origins.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { ClientId, TraceId } from '../../ids.ts'
import type { Origin } from '../../ports/origin.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider } from '../../provider-contract.ts'
import { type FoundToken, findToken } from '../../tokens/find-token.ts'
import type { Mint } from '../../tokens/issue.ts'
import { diesAlone, revokeAlone } from '../../tokens/revoked-alone.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'

/**
 * Revokes the grant that a token belongs to, with every token of it: access tokens are views of their grant and die with it. One that no
 * grant of its client stands behind dies alone.
 * A token that is unknown or no longer valid is no error. `token_type_hint` is not needed, tokens say what they are.
 * @see RFC7009-2
 */
export function createRevocationEndpoint({ issuer, ports, keys }: Mint): Pick<Provider, 'revoke'> {
  return {
    async revoke({ parameters, authorization, certificate, address }) {
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      let traceId: TraceId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, certificate, issuer }
        const { client, values } = await authenticateClient('revoke', source, ports, checks)
        clientId = client.clientId
        const text = values.get('token')
        if (text === undefined) throw new OAuthError('revocation_token_missing')
        const found = await findToken(text, ports, { issuer, keys })
        traceId = found?.grant?.traceId
        if (found !== undefined && found.clientId !== clientId) throw new OAuthError('revocation_client_mismatch')
        const note =
          found === undefined ? 'unknown token' : await revoke(found, clientOrigin(clientId, { address, traceId }), ports)
        return {
          status: 200,
          body: undefined,
          traceId: recordStep({ endpoint: 'revoke', traceId, clientId, checks, note }, ports),
        }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        const recorded = recordStep({ endpoint: 'revoke', traceId, clientId, checks, reason: error.reason }, ports)
        return formRefusal(error, recorded, authorization)
      }
    },
  }
}

/** Answers what was revoked, for the trace. */
async function revoke(found: FoundToken, origin: Origin, ports: Ports): Promise<string> {
  const { grant } = found
  if (found.kind === 'access' && diesAlone(found.token, grant)) {
    await revokeAlone(found.token, ports)
    return 'token revoked'
  }
  if (grant !== undefined) await ports.stores.grants.revoke(grant.grantId, ports.clock(), origin)
  return 'grant revoked'
}
