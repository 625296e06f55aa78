import { type Client, clientAuthenticationMethods, isMethodWithKey } from '@latchkey/core'
import * as v from 'valibot'
import { mask } from '../../declarations/parse-scalar.ts'
import { sameJson } from '../../declarations/same-json.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { Built, WriteContext } from '../managed-definition.ts'
import { type InputIssue, inputIssues, invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { assembleClient } from './assemble-client.ts'
import { claimMappingFromWire } from './claim-mapping/claim-mapping-on-wire.ts'
import { clientMembers, secretProperties } from './client-input.ts'
import { clientToWire } from './client-to-wire.ts'
import { oauthClientFields } from './declaration.ts'
import { isDefinedScope } from './is-defined-scope.ts'
import { checkPostures } from './posture-check.ts'

/** Properties that have another name in the record. */
const recordNames: ReadonlyMap<string, string> = new Map([
  ['description', 'name'],
  ['logo', 'logoUri'],
  ['unusedExpiry', 'unusedLife'],
])
const wireNames: ReadonlyMap<string, string> = new Map([...recordNames].map(([wire, record]) => [record, wire]))

const writable: ReadonlySet<string> = new Set(
  Object.entries(oauthClientFields).flatMap(([name, { update }]) => (update === 'serverSet' ? [] : [name])),
)
const members = v.partial(v.object(clientMembers))

/**
 * The record of a wire form. Only what differs from the record before is parsed, so that a client stays changeable whose other members
 * stem from times with other rules. Without secret it is a public client; a new one is public if its authentication method is `none`.
 */
export async function clientFromWire(
  wire: JsonObject,
  previous: Client | undefined,
  context: Pick<WriteContext, 'crypto' | 'now' | 'objects' | 'fetch'>,
): Promise<Built<'OAuthClient'>> {
  const before = previous === undefined ? {} : clientToWire(previous)
  const changed = Object.keys(wire).filter((name) => writable.has(name) && !sameJson(wire[name], before[name]))
  const result = v.safeParse(members, recordMembers(wire, changed, previous === undefined))
  if (!result.success) return { error: errorOf(inputIssues(result.issues, secretProperties)) }
  const until = wire['previousSecretExpiresAt'] ?? null
  if (changed.includes('previousSecretExpiresAt') && until !== null && !hasPreviousSecret(wire, previous, context.crypto)) {
    const rule = 'needs a new secret in the same change, or one before the newest that still works'
    return { error: errorOf([invalidIssue('previousSecretExpiresAt', rule, until)]) }
  }
  const assembled = await assembleClient(result.output, {
    crypto: context.crypto,
    now: context.now,
    isDefinedScope: isDefinedScope(context.objects),
    fetch: context.fetch,
    previous,
    isPublic: previous === undefined ? wire['tokenEndpointAuthMethod'] === 'none' : hasNoCredentials(wire),
    ...(changed.includes('previousSecretExpiresAt') && { previousSecretExpiresAt: until === null ? null : instantOf(until) }),
  })
  if ('issues' in assembled) return { error: errorOf(assembled.issues) }
  const { client, madeSecret } = assembled
  const refused = await checkPostures(client, previous, context.objects)
  if (refused.length > 0) return { error: errorOf(refused) }
  return madeSecret === undefined ? { record: client } : { record: client, shownOnce: { secret: madeSecret } }
}

/** Whether after the change there is a secret before the newest, that could go on working for a while. */
function hasPreviousSecret(
  { secret }: JsonObject,
  previous: Client | undefined,
  crypto: Pick<WriteContext['crypto'], 'digest'>,
): boolean {
  const [newest, ...older] = previous?.secrets ?? []
  const isNew = typeof secret === 'string' && secret !== mask && newest?.digest !== crypto.digest(secret)
  return isNew ? newest !== undefined : older.length > 0
}

/** Keys are credentials, too, unless the method is another: of a client that has them `secret` can be taken away. */
function hasNoCredentials({ secret, tokenEndpointAuthMethod: method, jwks, jwksUri }: JsonObject): boolean {
  const usesKeys =
    isMethodWithKey(clientAuthenticationMethods.find((name) => name === method)) ||
    ((method ?? null) === null && (jwks ?? jwksUri ?? null) !== null)
  return secret === null && !usesKeys
}

/** Changed members as the record has them; `undefined` for what is taken away. */
function recordMembers(wire: JsonObject, changed: readonly string[], isNew: boolean): Readonly<Record<string, unknown>> {
  const isGiven = (name: string) => name !== 'previousSecretExpiresAt' && !(isNew && name === 'secret' && wire[name] === mask)
  return Object.fromEntries(
    changed.filter(isGiven).map((name) => {
      const value = wire[name]
      const member = value === undefined || value === null ? undefined : convert(name, value)
      return [recordNames.get(name) ?? name, member]
    }),
  )
}

/** Switches that a record has only while they are on. */
const optionalFlags = [
  'mayImpersonate',
  'dpopBoundAccessTokens',
  'tlsClientCertificateBoundAccessTokens',
  'requireSignedRequestObject',
  'requirePushedAuthorizationRequests',
  'backchannelLogoutSessionRequired',
  'frontchannelLogoutSessionRequired',
] as const

/** What is not converted fails the parser of its member. */
const conversions: ReadonlyMap<string, (value: JsonValue) => unknown> = new Map<string, (value: JsonValue) => unknown>([
  ['claimMapping', claimMappingFromWire],
  // An empty set says nothing.
  ['contacts', someOf],
  ['redirectUris', listOf],
  ['postLogoutRedirectUris', listOf],
  ['grantTypes', listOf],
  ['responseTypes', someOf],
  ['scopes', someOf],
  ['authorizationDetailsTypes', someOf],
  ['exchangeFrom', someOf],
  ['exchangeTo', someOf],
  // False, poll and sealed are what is said by saying nothing.
  ...optionalFlags.map((name) => [name, (value: JsonValue) => (value === false ? undefined : value)] as const),
  ['backchannelTokenDeliveryMode', (value) => (value === 'poll' ? undefined : value)],
  ['accessTokenFormat', (value) => (value === 'sealed' ? undefined : value)],
  ['requestUris', someOf],
  ['expiresAt', instantOf],
  ['defaultMaxAge', (value) => (typeof value === 'number' ? Math.floor(value / 1000) : value)],
  ['jwks', parseJson],
])

function convert(name: string, value: JsonValue): unknown {
  const conversion = conversions.get(name)
  return conversion === undefined ? value : conversion(value)
}

function someOf(value: JsonValue): unknown {
  const list = listOf(value)
  return Array.isArray(list) && list.length === 0 ? undefined : list
}

function listOf(value: JsonValue): unknown {
  return isJsonObject(value) ? Object.keys(value).filter((member) => value[member] === true) : value
}

function instantOf(value: JsonValue): number {
  return Date.parse(String(value))
}

function parseJson(text: JsonValue): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return text
  }
}

function errorOf(issues: readonly InputIssue[]): ReturnType<typeof setErrorOfIssues> {
  return setErrorOfIssues(
    issues.map((issue) => {
      const property = wireNames.get(issue.property) ?? issue.property
      return { ...issue, property, error: { ...issue.error, property } }
    }),
  )
}
