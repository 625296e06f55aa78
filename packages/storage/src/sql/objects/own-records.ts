import type { AccountId } from '@latchkey/core'
import { type AccessCredential, type Group, type RoleRecord, usernameKey } from '@latchkey/identity'
import { objectIdOf } from '@latchkey/management/object-id'
import type {
  DetailTypeRecord,
  ManagedRecords,
  ResourceRecord,
  ScopeRecord,
  TrustedIssuerRecord,
} from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import type { ManagedObjectRow } from '../management-tables.ts'
import { type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import { indexText } from './index-text.ts'
import { type AnyRecord, type Loaded, possibleIds, type RecordTable } from './record-table.ts'

/** Types of which `managed_objects` holds the whole record. */
export type OwnName =
  | 'Group'
  | 'Role'
  | 'ApiKey'
  | 'AppPassword'
  | 'Scope'
  | 'Resource'
  | 'AuthorizationDetailType'
  | 'TrustedIssuer'
  | 'InitialAccessToken'

interface OwnKind<Name extends OwnName> {
  readonly keyProperty: string
  key(record: ManagedRecords[Name]): string
  /** Form in which keys are compared. */
  form(key: string): string
}

const asIs = (key: string): string => key
const credential: OwnKind<'ApiKey' | 'AppPassword'> = {
  keyProperty: 'secret',
  key: ({ digest }: AccessCredential) => digest,
  form: asIs,
}
const initialToken: OwnKind<'InitialAccessToken'> = { keyProperty: 'secret', key: ({ digest }) => digest, form: asIs }
const kinds: { readonly [Name in OwnName]: OwnKind<Name> } = {
  Group: { keyProperty: 'name', key: ({ name }: Group) => name, form: usernameKey },
  Role: { keyProperty: 'description', key: ({ description }: RoleRecord) => description, form: usernameKey },
  ApiKey: credential,
  AppPassword: credential,
  InitialAccessToken: initialToken,
  Scope: { keyProperty: 'name', key: ({ name }: ScopeRecord) => name, form: asIs },
  Resource: { keyProperty: 'resource', key: ({ resource }: ResourceRecord) => resource, form: asIs },
  AuthorizationDetailType: { keyProperty: 'type', key: ({ type }: DetailTypeRecord) => type, form: asIs },
  TrustedIssuer: { keyProperty: 'issuer', key: ({ issuer }: TrustedIssuerRecord) => issuer, form: asIs },
}

export interface OwnRecords {
  readonly tables: readonly RecordTable[]
  /** The API keys and app passwords of these accounts. */
  ofAccounts(accountIds: readonly AccountId[]): Operation<readonly (Loaded & { readonly object: OwnName })[]>
}

export function ownRecords(engine: Engine): OwnRecords {
  const sql = statements(engine)

  function table<Name extends OwnName>(object: Name): RecordTable {
    // The only place where a record of `Name` is told from others: it came in under that name.
    const kind = kinds[object] as OwnKind<OwnName>
    const keyOf = (record: AnyRecord) => indexText(kind.form(kind.key(record as ManagedRecords[OwnName])))
    return {
      object,
      keyProperty: kind.keyProperty,
      keyOf,
      keyFrom: (text) => indexText(kind.form(text)),
      *found(ids) {
        return (yield* runAll(
          sql.byIds,
          possibleIds(ids).map((id) => ({ object, id })),
        )).map(loaded)
      },
      *withKeys(keys) {
        return (yield* runAll(
          sql.byKeys,
          [...new Set(keys)].map((key) => ({ object, key })),
        )).map(loaded)
      },
      stamped: (record, _before, number) => ({ id: objectIdOf(object, record as ManagedRecords[Name]), version: number, record }),
      *parked(ids) {
        for (const id of ids) yield* run(sql.park, { object, id, key: `\u{1}${id}` })
      },
      *written(objects) {
        yield* runAll(
          sql.write,
          objects.map(({ id, version, record }) => ({
            object,
            id,
            version,
            key: keyOf(record),
            account: 'accountId' in record ? record.accountId : null,
            data: JSON.stringify(record),
          })),
        )
      },
      *removed(ids) {
        yield* runAll(
          sql.remove,
          ids.map((id) => ({ object, id })),
        )
      },
    }
  }

  return {
    tables: [
      table('Group'),
      table('Role'),
      table('ApiKey'),
      table('AppPassword'),
      table('Scope'),
      table('Resource'),
      table('AuthorizationDetailType'),
      table('TrustedIssuer'),
      table('InitialAccessToken'),
    ],
    *ofAccounts(accountIds) {
      const rows = yield* runAll(
        sql.ofAccounts,
        accountIds.map((account) => ({ account })),
      )
      return rows.map((row) => ({ ...loaded(row), object: row.object as OwnName }))
    },
  }
}

function loaded(row: ManagedObjectRow): Loaded {
  return { id: row.id, version: row.version, record: JSON.parse(row.data) }
}

interface Columns {
  readonly object: OwnName
  readonly id: string
  readonly version: number
  readonly key: string
  readonly account: AccountId | null
  readonly data: string
}

function statements({ queries }: Engine) {
  const all = queries.selectFrom('managed_objects').selectAll()
  return {
    byIds: bulk('own_by_ids', 'list', (rows: Rows<Pick<Columns, 'object' | 'id'>>) =>
      all.where('object', '=', rows[0].object).where(
        'id',
        'in',
        rows.map(({ id }) => id),
      ),
    ),
    byKeys: bulk('own_by_keys', 'list', (rows: Rows<Pick<Columns, 'object' | 'key'>>) =>
      all.where('object', '=', rows[0].object).where(
        'unique_key',
        'in',
        rows.map(({ key }) => key),
      ),
    ),
    ofAccounts: bulk('own_of_accounts', 'list', (rows: Rows<{ account: AccountId }>) =>
      all.where(
        'account_id',
        'in',
        rows.map(({ account }) => account),
      ),
    ),
    write: bulk('own_write', 'rows', (rows: Rows<Columns>) =>
      queries
        .insertInto('managed_objects')
        .values(
          rows.map((p) => ({
            object: p.object,
            id: p.id,
            version: p.version,
            unique_key: p.key,
            account_id: p.account,
            data: p.data,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['object', 'id']).doUpdateSet((row) => ({
            version: row.ref('excluded.version'),
            unique_key: row.ref('excluded.unique_key'),
            data: row.ref('excluded.data'),
          })),
        ),
    ),
    park: statement('own_park', (p: Slots<{ object: OwnName; id: string; key: string }>) =>
      queries.updateTable('managed_objects').set({ unique_key: p.key }).where('object', '=', p.object).where('id', '=', p.id),
    ),
    remove: bulk('own_remove', 'list', (rows: Rows<Pick<Columns, 'object' | 'id'>>) =>
      queries
        .deleteFrom('managed_objects')
        .where('object', '=', rows[0].object)
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
  }
}
