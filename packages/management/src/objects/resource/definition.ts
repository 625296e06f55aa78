import { algorithmNamed, isResourceUri, newId, parseDisplayName } from '@latchkey/core'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ResourceRecord } from '../../ports/objects.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { type InputIssue, invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { resourceDeclaration } from './declaration.ts'

/** `x:Resource` as a managed object: the APIs that tokens are for (RFC8707-2). */
export const resourceDefinition: ManagedDefinition<'Resource'> = {
  object: 'Resource',
  declaration: resourceDeclaration,
  toWire: (resource) => ({
    resource: resource.resource,
    name: resource.name,
    description: resource.description ?? null,
    scopeIds: setToWire(resource.scopeIds),
    accessTokenFormat: resource.accessTokenFormat,
    accessTokenSigningAlg: resource.accessTokenSigningAlg ?? null,
    accessTokenExpiry: resource.accessTokenExpiry ?? null,
    requiredAcr: resource.requiredAcr ?? null,
    maxAuthenticationAge: resource.maxAuthenticationAge ?? null,
    introspectionClientIds: setToWire(resource.introspectionClientIds),
    enabled: resource.enabled,
    createdAt: dateText(resource.createdAt),
  }),
  secretsOf: () => ({}),
  async fromWire(wire, previous, context) {
    const issues = checkWire(wire)
    return issues.length > 0 ? { error: setErrorOfIssues(issues) } : { record: recordOf(wire, previous, context) }
  },
}

function checkWire({ resource = null, name = null, description = null }: JsonObject): readonly InputIssue[] {
  const issues: InputIssue[] = []
  if (!isResourceUri(String(resource))) {
    issues.push(invalidIssue('resource', 'must be an absolute URI without fragment', resource))
  }
  if (parseDisplayName(name) === undefined) {
    issues.push(invalidIssue('name', 'must be a text of 1 to 200 characters without control characters', name))
  }
  if (description === '') issues.push(invalidIssue('description', 'must not be empty', description))
  return issues
}

function recordOf(
  wire: JsonObject,
  previous: ResourceRecord | undefined,
  { now, crypto }: Pick<WriteContext, 'now' | 'crypto'>,
): ResourceRecord {
  const { description, accessTokenExpiry, requiredAcr, maxAuthenticationAge } = wire
  const algorithm = algorithmNamed(String(wire['accessTokenSigningAlg']))?.name
  return {
    resourceId: previous?.resourceId ?? newId('res', { randomBytes: crypto.randomBytes, now }),
    resource: previous?.resource ?? String(wire['resource']),
    name: String(wire['name']),
    ...(typeof description === 'string' && { description }),
    scopeIds: setFromWire(wire['scopeIds']),
    accessTokenFormat: wire['accessTokenFormat'] === 'jwt' ? 'jwt' : 'sealed',
    ...(algorithm !== undefined && { accessTokenSigningAlg: algorithm }),
    ...(typeof accessTokenExpiry === 'number' && { accessTokenExpiry }),
    ...(typeof requiredAcr === 'string' && { requiredAcr }),
    ...(typeof maxAuthenticationAge === 'number' && { maxAuthenticationAge }),
    introspectionClientIds: setFromWire(wire['introspectionClientIds']),
    enabled: wire['enabled'] !== false,
    createdAt: previous?.createdAt ?? now,
    updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
  }
}
