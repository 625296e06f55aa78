import type { AccountId, Client, ClientId, Subject } from '@latchkey/core'
import type { Account, Group, GroupId, RoleId, RoleRecord } from '@latchkey/identity'
import type { JsonObject } from '../ports/json.ts'
import type { DetailTypeRecord, ManagedName, ResourceRecord, ScopeRecord, TrustedIssuerRecord } from '../ports/objects.ts'
import type { AnyRecord } from './plan-ports.ts'

type Restore = (record: AnyRecord, id: string, content: JsonObject) => AnyRecord

/** What identifies an object beside what people configure; a type that is not here cannot be made again. */
const restores: ReadonlyMap<ManagedName, Restore> = new Map<ManagedName, Restore>([
  ['Account', restoreAccount],
  ['Group', (record, id, content) => ({ ...(record as Group), groupId: id as GroupId, ...createdAt(content) })],
  ['Role', (record, id, content) => ({ ...(record as RoleRecord), roleId: id as RoleId, ...createdAt(content) })],
  [
    'Scope',
    (record, id, content) => ({ ...(record as ScopeRecord), scopeId: id as ScopeRecord['scopeId'], ...createdAt(content) }),
  ],
  [
    'Resource',
    (record, id, content) => ({
      ...(record as ResourceRecord),
      resourceId: id as ResourceRecord['resourceId'],
      ...createdAt(content),
    }),
  ],
  [
    'AuthorizationDetailType',
    (record, id, content) => ({
      ...(record as DetailTypeRecord),
      detailTypeId: id as DetailTypeRecord['detailTypeId'],
      ...createdAt(content),
    }),
  ],
  [
    'TrustedIssuer',
    (record, id, content) => ({
      ...(record as TrustedIssuerRecord),
      trustedIssuerId: id as TrustedIssuerRecord['trustedIssuerId'],
      ...createdAt(content),
    }),
  ],
  ['OAuthClient', restoreClient],
])

/** Whether what was destroyed can be made again with the identity that it had. */
export function canRestore(object: ManagedName): boolean {
  return restores.has(object)
}

/** A new record with the id, the subject and the creation time that the object had, so that what knows it by these knows it again. */
export function restoredRecord(object: ManagedName, record: AnyRecord, id: string, content: JsonObject): AnyRecord {
  return restores.get(object)?.(record, id, content) ?? record
}

function restoreAccount(record: AnyRecord, id: string, content: JsonObject): Account {
  const { subject } = content
  return {
    ...(record as Account),
    accountId: id as AccountId,
    ...(typeof subject === 'string' && { subject: subject as Subject }),
    ...createdAt(content),
  }
}

function restoreClient(record: AnyRecord, _id: string, content: JsonObject): Client {
  const { clientId, origin } = content
  return {
    ...(record as Client),
    ...(typeof clientId === 'string' && { clientId: clientId as ClientId }),
    ...((origin === 'administrator' || origin === 'dynamic') && { origin }),
    ...createdAt(content),
  }
}

function createdAt(content: JsonObject): { readonly createdAt?: number } {
  const instant = Date.parse(String(content['createdAt']))
  return Number.isNaN(instant) ? {} : { createdAt: instant }
}
