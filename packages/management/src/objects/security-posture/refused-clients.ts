import { type Client, type RefusedMember, refusedMembers } from '@latchkey/core'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { serverPosture } from './settings.ts'

/** Properties of `x:OAuthClient` that a record has under the same name, as text. */
const texts = [
  ...(['profile', 'applicationType', 'jwksUri', 'tokenEndpointAuthMethod', 'tokenEndpointAuthSigningAlg'] as const),
  ...(['requestObjectSigningAlg', 'backchannelAuthenticationRequestSigningAlg', 'backchannelTokenDeliveryMode'] as const),
  ...(['idTokenSignedResponseAlg', 'authorizationSignedResponseAlg', 'userinfoSignedResponseAlg'] as const),
  'introspectionSignedResponseAlg',
] as const satisfies readonly (keyof Client)[]

/** Properties of `x:OAuthClient` that decide whether a rule refuses the client at every use. */
export const ruledProperties: readonly string[] = [
  ...['clientId', 'origin', 'postures', 'secret', 'jwks', 'grantTypes', 'responseTypes', 'redirectUris'],
  ...texts,
]

/**
 * What of a client the rules that are enforced for it refuse at every use.
 * @param client of `x:OAuthClient`, with `ruledProperties`
 * @param posture of `x:SecurityPosture`
 */
export function refusedByRules(client: JsonObject, posture: JsonObject): readonly RefusedMember[] {
  const { profile, postures } = posture
  return refusedMembers(recordOf(client), serverPosture(JSON.stringify({ profile, postures })))
}

/** As much of the record as rules look at. */
function recordOf(wire: JsonObject): Client {
  const said = texts.flatMap((name) => (typeof wire[name] === 'string' ? [[name, wire[name]] as const] : []))
  const { origin, postures, secret, jwks } = wire
  const record = {
    ...{ clientId: wire['clientId'], origin, postures: isJsonObject(postures) ? postures : {} },
    ...{ secrets: typeof secret === 'string' ? [secret] : [] },
    ...(typeof jwks === 'string' && { jwks: { keys: [] } }),
    ...{ grantTypes: listOf(wire['grantTypes']), responseTypes: listOf(wire['responseTypes']) },
    redirectUris: listOf(wire['redirectUris']),
    ...Object.fromEntries(said),
  }
  // What the server answers was made from a record.
  return record as unknown as Client
}

function listOf(set: JsonValue | undefined): readonly string[] {
  return isJsonObject(set) ? Object.keys(set) : []
}
