import {
  type AdjustableCheck,
  adjustableChecks,
  builtInPosture,
  type Client,
  type ClientId,
  type Posture,
  type profileNames,
  profiles,
  unregisteredClient,
} from '@latchkey/core'
import type { JsonObject } from '../../ports/json.ts'
import { serverPosture } from './settings.ts'

/** How a rule is applied to clients of which their records say nothing. */
export interface RuleInForce {
  readonly rule: AdjustableCheck
  /** To confidential clients. */
  readonly posture: Posture
  readonly publicPosture: Posture
  /** Who says so: the settings for this rule, or a profile. */
  readonly from: 'server' | (typeof profileNames)[number]
}

/** @param wire of `x:SecurityPosture` */
export function rulesInForce(wire: JsonObject): readonly RuleInForce[] {
  const { profile, postures } = serverPosture(JSON.stringify({ profile: wire['profile'], postures: wire['postures'] }))
  const ofProfile = profile === 'default' ? {} : profiles[profile]
  return adjustableChecks.map((rule) => {
    const said = postures[rule] ?? ofProfile[rule]
    const from = postures[rule] !== undefined ? 'server' : ofProfile[rule] !== undefined ? profile : 'default'
    return {
      rule,
      from,
      posture: said ?? builtInPosture(rule, confidential),
      publicPosture: said ?? builtInPosture(rule, anyPublic),
    }
  })
}

const anyPublic: Client = { ...unregisteredClient('any' as ClientId, undefined, 0), origin: 'administrator' }
const confidential: Client = { ...anyPublic, tokenEndpointAuthMethod: 'private_key_jwt' }
