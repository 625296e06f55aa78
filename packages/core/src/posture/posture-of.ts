import type { AdjustableCheck, Posture, ProfileName, ServerPosture } from '../checks/posture.ts'
import { adjustableChecks, postureNames } from '../checks/posture.ts'
import { type Client, isConfidential } from '../clients/client.ts'
import { profiles } from './profiles.ts'

/** In force until an administrator says otherwise. */
export const defaultServerPosture: ServerPosture = { profile: 'default', postures: {} }

/** How a rule is applied where nobody says anything. */
type BuiltIn = Posture | ((client: Client) => Posture)

const builtIn: Readonly<Record<AdjustableCheck, BuiltIn>> = {
  // RFC9700-2.1.1: public clients must, confidential ones should.
  'pkce-required': (client) => (isConfidential(client) ? 'report' : 'enforce'),
  // RFC9700-2.1.2 recommends it; a client that nobody registered never gets such tokens.
  'front-channel-token': ({ origin }) => (origin === 'unregistered' ? 'enforce' : 'report'),
  // LATCHKEY-0036-tokens-for-apis
  'resource-known': 'report',
  'code-flow-only': 'off',
  'redirect-uri-named': 'off',
  'redirect-uri-https': 'off',
  'pushed-request-required': 'off',
  'signed-request-object-required': 'off',
  'request-object-strong-algorithm': 'off',
  'request-object-audience-required': 'off',
  'request-object-short-lived': 'off',
  'signed-response-required': 'off',
  'signature-strong-algorithm': 'off',
  'client-not-public': 'off',
  'client-key-authentication': 'off',
  'client-assertion-strong-algorithm': 'off',
  'client-assertion-issuer-audience': 'off',
  'dpop-proof-required': 'off',
  'dpop-proof-nonce': 'off',
  'code-age': 'off',
}

/**
 * How a rule is applied to a client: as its record says, else as the profile of its record, else as the server says for the rule, else as the
 * profile of the server, else by default. To a client that nobody registered it is never applied less strictly than by default.
 * @param server absent: `defaultServerPosture`
 */
export function postureOf(rule: AdjustableCheck, client: Client, server: ServerPosture = defaultServerPosture): Posture {
  const said =
    client.postures[rule] ??
    ofProfile(client.profile, rule, client) ??
    server.postures[rule] ??
    ofProfile(server.profile, rule, client) ??
    builtInPosture(rule, client)
  return client.origin === 'unregistered' ? stricterOf(said, builtInPosture(rule, client)) : said
}

/** How a rule is applied to a client of which, as of the server, nothing is said. */
export function builtInPosture(rule: AdjustableCheck, client: Client): Posture {
  const posture = builtIn[rule]
  return typeof posture === 'function' ? posture(client) : posture
}

/** Whether a server enforces a rule for every client of which nothing else is said. @param server absent: `defaultServerPosture` */
export function isEnforcedByServer(rule: AdjustableCheck, server: ServerPosture = defaultServerPosture): boolean {
  const ofItsProfile = server.profile === 'default' ? builtIn[rule] : profiles[server.profile][rule]
  return (server.postures[rule] ?? ofItsProfile ?? builtIn[rule]) === 'enforce'
}

/** Negative: the first is less strict than the second. */
export function compareStrictness(one: Posture, other: Posture): number {
  return postureNames.indexOf(one) - postureNames.indexOf(other)
}

const ruleOfCheck: ReadonlyMap<string, AdjustableCheck> = new Map<string, AdjustableCheck>([
  ...adjustableChecks.map((rule): [string, AdjustableCheck] => [rule, rule]),
  ['token-resource-known', 'resource-known'],
  ['device-resource-known', 'resource-known'],
  ['token-signature-strong-algorithm', 'signature-strong-algorithm'],
  ['request-object-signature-required', 'signed-request-object-required'],
  ['request-object-life', 'request-object-short-lived'],
  ['request-object-age', 'request-object-short-lived'],
  ['backchannel-push-unbound', 'dpop-proof-required'],
  ['backchannel-request-signed', 'signed-request-object-required'],
  ['backchannel-request-strong-algorithm', 'request-object-strong-algorithm'],
  ['backchannel-target-known', 'resource-known'],
])

/** The rule of which a check is a part; `undefined`: its posture cannot be changed. */
export function adjustableRuleOf(check: string): AdjustableCheck | undefined {
  return ruleOfCheck.get(check)
}

function ofProfile(profile: ProfileName | undefined, rule: AdjustableCheck, client: Client): Posture | undefined {
  if (profile === undefined) return undefined
  return profile === 'default' ? builtInPosture(rule, client) : profiles[profile][rule]
}

function stricterOf(one: Posture, other: Posture): Posture {
  return compareStrictness(one, other) < 0 ? other : one
}
