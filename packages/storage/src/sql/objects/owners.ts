import type { ManagedName } from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import { type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import { possibleIds } from './record-table.ts'

/** Names of the plans that objects were applied from. */
export interface ObjectOwners {
  of(object: ManagedName, ids: readonly string[]): Operation<ReadonlyMap<string, string>>
  /** Absent: nobody's any more. */
  moved(object: ManagedName, id: string, owner: string | undefined): Operation<void>
}

export function objectOwners(engine: Engine): ObjectOwners {
  const sql = statements(engine)
  return {
    *of(object, ids) {
      const rows = yield* runAll(
        sql.find,
        possibleIds(ids).map((id) => ({ object, id })),
      )
      return new Map(rows.map((row) => [row.id, row.owner]))
    },
    *moved(object, id, owner) {
      if (owner === undefined) yield* run(sql.remove, { object, id })
      else yield* run(sql.write, { object, id, owner })
    },
  }
}

function statements({ queries }: Engine) {
  return {
    find: bulk('owner_find', 'list', (rows: Rows<{ object: ManagedName; id: string }>) =>
      queries
        .selectFrom('object_owners')
        .select(['id', 'owner'])
        .where('object', '=', rows[0].object)
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
    write: statement('owner_write', (p: Slots<{ object: ManagedName; id: string; owner: string }>) =>
      queries
        .insertInto('object_owners')
        .values({ object: p.object, id: p.id, owner: p.owner })
        .onConflict((conflict) => conflict.columns(['object', 'id']).doUpdateSet({ owner: p.owner })),
    ),
    remove: statement('owner_remove', (p: Slots<{ object: ManagedName; id: string }>) =>
      queries.deleteFrom('object_owners').where('object', '=', p.object).where('id', '=', p.id),
    ),
  }
}
