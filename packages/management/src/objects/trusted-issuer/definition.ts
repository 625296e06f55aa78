import {
  attributeName,
  managementScope,
  newId,
  parseJwks,
  parseKeysUri,
  type SubjectMeaning,
  subjectMeanings,
} from '@latchkey/core'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { TrustedIssuerRecord } from '../../ports/objects.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { checkScopes } from '../oauth-client/client-checks.ts'
import { isDefinedScope } from '../oauth-client/is-defined-scope.ts'
import { type InputIssue, invalidIssue, requiredIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { trustedIssuerDeclaration } from './declaration.ts'

/** Scopes that only people give: what goes on without them, and management with all that they may do there. */
const neverVouched: readonly string[] = ['offline_access', managementScope]

/** `x:TrustedIssuer` as a managed object: whose assertions are taken (RFC7521-4.1). */
export const trustedIssuerDefinition: ManagedDefinition<'TrustedIssuer'> = {
  object: 'TrustedIssuer',
  declaration: trustedIssuerDeclaration,
  toWire: (issuer) => ({
    issuer: issuer.issuer,
    description: issuer.description ?? null,
    jwks: issuer.jwks === undefined ? null : JSON.stringify(issuer.jwks),
    jwksUri: issuer.jwksUri ?? null,
    algorithms: setToWire(issuer.algorithms),
    maxAssertionLife: issuer.maxAssertionLife,
    subjectMeaning: issuer.subjectMeaning,
    subjectAttribute: issuer.subjectAttribute ?? null,
    clientIds: setToWire(issuer.clientIds),
    scopes: setToWire(issuer.scopes),
    resourceIds: setToWire(issuer.resourceIds),
    enabled: issuer.enabled,
    createdAt: dateText(issuer.createdAt),
  }),
  secretsOf: () => ({}),
  async fromWire(wire, previous, context) {
    const scopes = setFromWire(wire['scopes'])
    const issues = [
      ...checkIssuer(wire),
      ...checkKeys(wire),
      ...(setFromWire(wire['algorithms']).length === 0 ? [requiredIssue('algorithms')] : []),
      ...checkSubject(wire),
      ...checkVouchedScopes(scopes),
      ...(await checkScopes(scopes, isDefinedScope(context.objects))),
    ]
    return issues.length > 0 ? { error: setErrorOfIssues(issues) } : { record: recordOf(wire, previous, context) }
  },
}

function checkIssuer({ issuer = null }: JsonObject): readonly InputIssue[] {
  const isPlain = /^[\x21-\x7e]{1,500}$/.test(String(issuer))
  return isPlain ? [] : [invalidIssue('issuer', 'must be visible ASCII without blanks', issuer)]
}

function checkKeys({ jwks = null, jwksUri = null }: JsonObject): readonly InputIssue[] {
  if (jwks === null && jwksUri === null) return [requiredIssue('jwks')]
  if (jwks !== null && jwksUri !== null) return [invalidIssue('jwksUri', 'must not be given beside jwks', jwksUri)]
  if (jwks !== null && keysOf(jwks) === undefined) return [invalidIssue('jwks', 'must be a JWK Set of public keys', '****')]
  const isReadable = jwksUri === null || parseKeysUri(jwksUri) !== undefined
  return isReadable ? [] : [invalidIssue('jwksUri', 'must be an https URI without user name and fragment', jwksUri)]
}

function checkSubject({ subjectMeaning, subjectAttribute = null }: JsonObject): readonly InputIssue[] {
  if (subjectMeaning !== 'attribute') {
    const rule = 'must be given only where subjectMeaning is attribute'
    return subjectAttribute === null ? [] : [invalidIssue('subjectAttribute', rule, subjectAttribute)]
  }
  if (subjectAttribute === null) return [requiredIssue('subjectAttribute')]
  const isName = attributeName.test(String(subjectAttribute))
  return isName ? [] : [invalidIssue('subjectAttribute', 'must be the name of an attribute', subjectAttribute)]
}

function checkVouchedScopes(scopes: readonly string[]): readonly InputIssue[] {
  return neverVouched
    .filter((scope) => scopes.includes(scope))
    .map((scope) => invalidIssue('scopes', `must not hold ${scope}, which only the person itself gives`, scope))
}

function keysOf(text: JsonValue | undefined): TrustedIssuerRecord['jwks'] {
  try {
    return parseJwks(JSON.parse(String(text)))
  } catch {
    return undefined
  }
}

function recordOf(
  wire: JsonObject,
  previous: TrustedIssuerRecord | undefined,
  { now, crypto }: Pick<WriteContext, 'now' | 'crypto'>,
): TrustedIssuerRecord {
  const { description, jwks, jwksUri, subjectAttribute } = wire
  const keys = typeof jwks === 'string' ? keysOf(jwks) : undefined
  return {
    trustedIssuerId: previous?.trustedIssuerId ?? newId('tis', { randomBytes: crypto.randomBytes, now }),
    issuer: previous?.issuer ?? String(wire['issuer']),
    ...(typeof description === 'string' && description !== '' && { description }),
    ...(keys !== undefined && { jwks: keys }),
    ...(typeof jwksUri === 'string' && { jwksUri }),
    algorithms: setFromWire(wire['algorithms']),
    maxAssertionLife: Number(wire['maxAssertionLife']),
    subjectMeaning: meaningOf(wire['subjectMeaning']),
    ...(typeof subjectAttribute === 'string' && { subjectAttribute }),
    clientIds: setFromWire(wire['clientIds']),
    scopes: setFromWire(wire['scopes']),
    resourceIds: setFromWire(wire['resourceIds']),
    enabled: wire['enabled'] !== false,
    createdAt: previous?.createdAt ?? now,
    updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
  }
}

function meaningOf(value: JsonValue | undefined): SubjectMeaning {
  return subjectMeanings.find((meaning) => meaning === value) ?? 'username'
}
