import { newId } from '@latchkey/core'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { DetailTypeRecord } from '../../ports/objects.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { setErrorOfIssues } from '../set-error-of-issues.ts'
import { checkDetailType } from './check-detail-type.ts'
import { authorizationDetailTypeDeclaration } from './declaration.ts'
import { detailFieldsFromWire, detailFieldsToWire, textsFromWire } from './detail-fields-on-wire.ts'

/** `x:AuthorizationDetailType` as a managed object: what clients may ask for beyond scopes (RFC9396-2). */
export const authorizationDetailTypeDefinition: ManagedDefinition<'AuthorizationDetailType'> = {
  object: 'AuthorizationDetailType',
  declaration: authorizationDetailTypeDeclaration,
  toWire: (record) => ({
    type: record.type,
    texts: { ...record.texts },
    enabled: record.enabled,
    resourceIds: setToWire(record.resourceIds),
    remembersConsent: record.remembersConsent,
    actions: setToWire(record.actions),
    locations: setToWire(record.locations),
    datatypes: setToWire(record.datatypes),
    privileges: setToWire(record.privileges),
    hasIdentifier: record.hasIdentifier,
    fields: detailFieldsToWire(record.fields),
    required: setToWire(record.required),
    createdAt: dateText(record.createdAt),
  }),
  secretsOf: () => ({}),
  async fromWire(wire, previous, context) {
    const record = recordOf(wire, previous, context)
    const issues = checkDetailType(record)
    return issues.length > 0 ? { error: setErrorOfIssues(issues) } : { record }
  },
}

function recordOf(
  wire: JsonObject,
  previous: DetailTypeRecord | undefined,
  { now, crypto }: Pick<WriteContext, 'now' | 'crypto'>,
): DetailTypeRecord {
  return {
    detailTypeId: previous?.detailTypeId ?? newId('adt', { randomBytes: crypto.randomBytes, now }),
    type: previous?.type ?? String(wire['type']),
    texts: textsFromWire(wire['texts']),
    fields: detailFieldsFromWire(wire['fields']),
    actions: setFromWire(wire['actions']),
    locations: setFromWire(wire['locations']),
    datatypes: setFromWire(wire['datatypes']),
    privileges: setFromWire(wire['privileges']),
    hasIdentifier: wire['hasIdentifier'] === true,
    required: setFromWire(wire['required']),
    resourceIds: setFromWire(wire['resourceIds']),
    remembersConsent: wire['remembersConsent'] === true,
    enabled: wire['enabled'] !== false,
    createdAt: previous?.createdAt ?? now,
    updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
  }
}
