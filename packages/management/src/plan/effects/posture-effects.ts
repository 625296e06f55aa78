import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import type { PlanEffect } from '../contract.ts'
import { type EffectRow, looser, neutral, type ObjectEffects, stricter } from './effect-row.ts'

/** What the rules are about, where their names do not read well. */
const ruleNames: ReadonlyMap<string, string> = new Map([
  ['pkce-required', 'PKCE'],
  ['front-channel-token', 'front-channel token'],
])

/**
 * Rules that are applied in another way.
 * @param whom to whom, for example `client web-app`
 * @param otherwise how rules are applied of which nothing is said
 */
export function posturesOf(whom: (label: string) => string, otherwise: string): EffectRow {
  return ({ before, after, label }) => {
    const was = isJsonObject(before) ? before : {}
    const is = isJsonObject(after) ? after : {}
    const rules = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((rule) => was[rule] !== is[rule])
    return rules.map((rule): PlanEffect => {
      const name = ruleNames.get(rule) ?? rule
      switch (is[rule]) {
        case 'off':
          return looser(`disables the ${name} check for ${whom(label)}`)
        case 'report':
          return was[rule] === 'off'
            ? stricter(`records when ${whom(label)} fails the ${name} check`)
            : looser(`only records when ${whom(label)} fails the ${name} check`)
        case 'enforce':
          return stricter(`enforces the ${name} check for ${whom(label)}`)
        default:
          return neutral(`treats ${whom(label)} ${otherwise} in the ${name} check`)
      }
    })
  }
}

/** In the order of what they demand; of the two that demand other things neither is the stricter. */
const strictness: ReadonlyMap<unknown, number> = new Map([
  ['default', 0],
  ['mcp', 1],
  ['strict', 1],
  ['fapi2', 2],
  ['fapi2-message-signing', 3],
])

/** Another set of rules. */
export function profileOf(whom: (label: string) => string): EffectRow {
  return ({ before, after, label }) => {
    const [was, is] = [strictness.get(before), strictness.get(after)]
    const nameOf = (profile: JsonValue) => (profile === null ? 'the profile of the server' : `the profile ${String(profile)}`)
    const text = `holds ${whom(label)} to ${nameOf(after)} instead of ${nameOf(before)}`
    if (was === undefined || is === undefined || was === is) return [neutral(text)]
    return [is > was ? stricter(text) : looser(text)]
  }
}

const everyClient = () => 'every client of which nothing else is said'

/** The profile `mcp` also decides who may come (LATCHKEY-0044-fapi2-and-mcp-profiles). */
const serverProfile: EffectRow = (change) => {
  const rules = profileOf(everyClient)(change)
  if (change.after === 'mcp') return [...rules, looser('lets anybody register clients, or describe them at an address')]
  if (change.before === 'mcp') return [...rules, stricter('lets clients come without being known only as the other settings say')]
  return rules
}

export const securityPostureEffects: ObjectEffects = {
  fields: { profile: serverProfile, postures: posturesOf(everyClient, 'as the profile says') },
}
