import { clientOrigin } from '../../../audit/origins.ts'
import { runChecks } from '../../../checks/check.ts'
import { deviceCodeGrantName } from '../../../device/grant-name.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import type { Ports } from '../../../ports/ports.ts'
import { issueTokens, type Mint, signingKeyFor, type TokenResponse } from '../../../tokens/issue.ts'
import { prepareGrant } from '../../../tokens/prepare-grant.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseResources } from '../token-resources.ts'
import { type DevicePoll, deviceChecks } from './device-checks.ts'

/** How much longer a device has to wait between polls after each that came too soon, milliseconds (RFC8628-3.5). */
const slowDown = 5_000

/**
 * A device asks whether its user has decided, and gets the tokens once.
 * @see RFC8628-3.4, RFC8628-3.5
 */
export const deviceCodeGrant: GrantType = {
  name: deviceCodeGrantName,
  spec: 'RFC8628-3.4',
  async open(request, mint) {
    const poll = await load(request, mint.ports)
    return {
      traceId: poll.authorization?.traceId,
      redeem: (outcomes) => redeem(poll, mint, outcomes),
    }
  },
}

async function load({ client, values, resources, address, jkt }: TokenRequest, ports: Ports): Promise<DevicePoll> {
  const text = values.get('device_code')
  if (text === undefined) throw new OAuthError('device_code_missing')
  const now = ports.clock()
  const digest = ports.crypto.digest(text)
  const authorization = await ports.stores.deviceAuthorizations.find(digest, now)
  const own = authorization?.clientId === client.clientId
  return {
    client,
    resources,
    detailsText: values.get('authorization_details'),
    address,
    jkt,
    authorization,
    // Another client's polls do not slow the device down.
    pace: own ? await ports.stores.deviceAuthorizations.poll(digest, slowDown, now) : 'absent',
    account: authorization?.grant && (await ports.subjects.find(authorization.grant.accountId)),
  }
}

async function redeem(poll: DevicePoll, mint: Mint, outcomes: CheckOutcome[]): Promise<TokenResponse> {
  runChecks(deviceChecks, 'token', poll, outcomes)
  const { client, resources: named, detailsText: text, address, jkt, authorization, account } = poll
  if (authorization?.grant === undefined || account === undefined) {
    throw new TypeError('the checks passed without an approved device and its account')
  }
  const { ports } = mint
  const now = ports.clock()
  const signingKey = await signingKeyFor(client, authorization.scopes, mint)
  const { grant, refreshToken, record } = prepareGrant(client, authorization.grant, ports, now, { jkt, x5tS256: mint.x5tS256 })
  const details = { text, granted: grant.authorizationDetails }
  const wanted = { client, named, granted: grant.resources, scopes: grant.scopes, details }
  const planned = await chooseResources(wanted, mint, outcomes)
  const outcome = await ports.stores.deviceAuthorizations.redeem({
    digest: authorization.digest,
    now,
    grant,
    origin: clientOrigin(client.clientId, { address, traceId: authorization.traceId }),
    ...(record === undefined ? {} : { refreshToken: record }),
  })
  outcomes.push({
    check: 'device-code-single-use',
    spec: 'RFC8628-3.5',
    outcome: outcome === 'redeemed' ? 'passed' : 'failed',
    ...(outcome === 'redeemed' ? {} : { received: outcome }),
  })
  if (outcome === 'absent') throw new OAuthError('device_code_gone')
  return issueTokens(
    {
      grant,
      client,
      account,
      scopes: grant.scopes,
      planned,
      signingKey,
      now,
      ...(jkt === undefined ? {} : { jkt }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    },
    mint,
  )
}
