import { randomBytes } from 'node:crypto'
import type { AccessCredential, Group, RoleRecord } from '@latchkey/identity'
import type {
  CommitOutcome,
  ManagedName,
  ObjectChange,
  ResourceRecord,
  ScopeRecord,
  TrustedIssuerRecord,
} from '@latchkey/management/stores'
import type { Storage } from '../storage.ts'
import { now } from './nodes.ts'
import { aDigest, origin } from './records.ts'

/* Records of managed objects, unlike any other. */

function unique(): string {
  return randomBytes(9).toString('base64url')
}

export function aRole(members: Partial<RoleRecord> = {}): RoleRecord {
  return {
    roleId: `rol_${unique()}`,
    description: `Role ${unique()}`,
    roleIds: [],
    enabledPermissions: ['authenticate', 'sysAccountGet'],
    disabledPermissions: [],
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

export function aGroup(members: Partial<Group> = {}): Group {
  return { groupId: `grp_${unique()}`, name: `Group ${unique()}`, roleIds: [], createdAt: now, updatedAt: now, ...members }
}

export function aScope(members: Partial<ScopeRecord> = {}): ScopeRecord {
  const scopeId = `scp_${unique()}` as const
  return { scopeId, name: `scope-${unique()}`, description: 'What it is for', createdAt: now, updatedAt: now, ...members }
}

export function aResource(members: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    resourceId: `res_${unique()}`,
    resource: `https://api.example/${unique()}`,
    name: 'An API',
    scopeIds: [],
    accessTokenFormat: 'sealed',
    introspectionClientIds: [],
    enabled: true,
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

export function aTrustedIssuer(members: Partial<TrustedIssuerRecord> = {}): TrustedIssuerRecord {
  return {
    trustedIssuerId: `tis_${unique()}`,
    issuer: `https://${unique()}.example`,
    algorithms: ['ES256'],
    subjectMeaning: 'username',
    clientIds: [],
    scopes: ['openid'],
    resourceIds: [],
    maxAssertionLife: 300_000,
    enabled: true,
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

export function aCredential(kind: 'key' | 'pwd', members: Partial<AccessCredential> = {}): AccessCredential {
  return {
    credentialId: `${kind}_${unique()}`,
    accountId: `acc_${unique()}`,
    description: 'Backup',
    digest: aDigest(),
    permissions: { kind: 'inherit' },
    allowedIps: [],
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

/** Commits as the tester. */
export function commit(
  { management }: Storage,
  changes: readonly ObjectChange[],
  options: Partial<Parameters<Storage['management']['objects']['commit']>[1]> = {},
): Promise<CommitOutcome> {
  return management.objects.commit(changes, { origin, now, ...options })
}

/** The version of an object. @throws when it is not there */
export async function versionOf({ management }: Storage, object: ManagedName, id: string): Promise<number> {
  const [found] = await management.objects.find(object, [id])
  if (found === undefined) throw new Error(`${object} ${id} is not there`)
  return found.version
}

/** Removes an object as it is now. */
export async function removal(storage: Storage, object: ManagedName, id: string): Promise<ObjectChange> {
  return { object, kind: 'remove', id, version: await versionOf(storage, object, id) }
}
