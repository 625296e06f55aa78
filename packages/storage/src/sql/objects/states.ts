import type { ManagedName } from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import { type Effect, type Operation, run } from '../operation.ts'
import { type Slots, type Statement, statement } from '../statement.ts'
import type { VersionWatch } from '../version-watch.ts'

/** First word of the announcement of a change of objects of a type; state and name follow. */
const announced = 'object'

/** Reads the announcement of another process; `undefined`: it is about something else. */
export function parseStateAnnouncement(text: string): { readonly name: string; readonly version: number } | undefined {
  const [kind, version, name] = text.split(' ')
  return kind === announced && name !== undefined ? { name, version: Number(version) } : undefined
}

/** The states of all types, as versions of what is watched. */
export function objectVersions({
  queries,
}: Engine): Statement<Record<never, never>, { readonly name: string; readonly version: number }> {
  return statement('object_versions', () => queries.selectFrom('object_states').select(['object as name', 'state as version']))
}

/** State and number of the objects of each type. */
export interface ObjectStates {
  of(object: ManagedName): Operation<{ readonly state: number; readonly count: number }>
  /** A new state, with so many objects more or less. */
  moved(object: ManagedName, state: number, difference: number): Operation<void>
  /** Tells who listens, here and elsewhere. */
  effect(object: ManagedName, state: number): Effect
}

export function objectStates(engine: Engine, watch: VersionWatch): ObjectStates {
  const sql = statements(engine)
  return {
    *of(object) {
      const [row] = yield* run(sql.find, { object })
      return row ?? { state: 0, count: 0 }
    },
    *moved(object, state, difference) {
      yield* run(sql.move, { object, state, difference })
    },
    effect: (object, state) => ({
      begin: () => () => watch.seen(object, state),
      announcement: `${announced} ${state} ${object}`,
    }),
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('object_state_find', (p: Slots<{ object: ManagedName }>) =>
      queries.selectFrom('object_states').select(['state', 'count']).where('object', '=', p.object),
    ),
    move: statement('object_state_move', (p: Slots<{ object: ManagedName; state: number; difference: number }>) =>
      queries
        .insertInto('object_states')
        .values({ object: p.object, state: p.state, count: p.difference })
        .onConflict((conflict) =>
          conflict
            .column('object')
            .doUpdateSet((row) => ({ state: p.state, count: row('object_states.count', '+', row.ref('excluded.count')) })),
        ),
    ),
  }
}
