import { type CallerRules, parseJwks, type RegistrationPolicy, type SoftwareIssuer } from '@latchkey/core'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { clientRegistrationFields } from './declaration.ts'
import { rulesFromWire } from './rules-fields.ts'

/** Wire form of what is stored: a member that was never written has its default. */
export function registrationToWire(json: string): JsonObject {
  const stored = JSON.parse(json) as JsonObject
  const members = Object.entries(clientRegistrationFields).map(([name, field]): [string, JsonValue] => [
    name,
    stored[name] ?? ('default' in field ? field.default : {}),
  ])
  return Object.fromEntries(members)
}

/** @param json as it is stored; `{}` when it never was */
export function registrationPolicy(json: string): RegistrationPolicy {
  const wire = registrationToWire(json)
  return Object.freeze({
    anonymous: callerRules(wire['anonymous']),
    authorized: callerRules(wire['authorized']),
    anonymousPerHour: Number(wire['anonymousPerHour']),
    softwareIssuers: itemsOf(wire['softwareIssuers']).map(softwareIssuer),
  })
}

/** The objects of a list in its wire form. */
export function itemsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return isJsonObject(list) ? Object.values(list).filter(isJsonObject) : []
}

/** A text of JSON as a set of public keys; `undefined`: it is none. */
export function jwksOf(text: JsonValue | undefined): SoftwareIssuer['jwks'] {
  try {
    return parseJwks(JSON.parse(String(text)))
  } catch {
    return undefined
  }
}

function callerRules(wire: JsonValue | undefined): CallerRules {
  const rules = isJsonObject(wire) ? wire : {}
  const { clientExpiry, unusedExpiry, firstUseExpiry } = rules
  return {
    ...rulesFromWire(rules),
    needsSoftwareStatement: rules['requireSoftwareStatement'] === true,
    ...(typeof clientExpiry === 'number' && { longestLife: clientExpiry }),
    ...(typeof unusedExpiry === 'number' && { unusedLife: unusedExpiry }),
    ...(typeof firstUseExpiry === 'number' && { firstUseWithin: firstUseExpiry }),
  }
}

function softwareIssuer({ issuer, jwks, jwksUri }: JsonObject): SoftwareIssuer {
  const keys = typeof jwks === 'string' ? jwksOf(jwks) : undefined
  return {
    issuer: String(issuer),
    ...(keys && { jwks: keys }),
    ...(typeof jwksUri === 'string' && { jwksUri }),
  }
}
