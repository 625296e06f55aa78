import { type Compilable, type RawBuilder, sql } from 'kysely'

/** A value of a statement: bound at each execution. */
export type Value = string | number | null

/** Placeholders of a statement's named parameters, usable wherever Kysely takes an expression. */
export type Slots<Parameters> = { readonly [Name in keyof Parameters]: RawBuilder<Parameters[Name]> }

/** A statement compiled once. Executed by an engine, which keeps its own prepared form by `name`. */
export interface Statement<Parameters, Row> {
  readonly name: string
  readonly sql: string
  bind(parameters: Parameters): Value[]
  /** Only for inference. */
  readonly row?: Row
}

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * Declares a statement; it is compiled at its first use and never again.
 * @param name unique within a database, also the name of the server-side prepared statement on PostgreSQL
 */
export function statement<Parameters extends { readonly [Name in keyof Parameters]: Value }, Row>(
  name: string,
  build: (slots: Slots<Parameters>) => Compilable<Row>,
): Statement<Parameters, Row> {
  let compiled: { readonly sql: string; readonly parameters: readonly unknown[] } | undefined
  const compile = () => {
    // Every property of `Slots` exists by construction: the type's only parameter is the names that `build` asks for.
    const slots = new Proxy({} as Slots<Parameters>, { get: (_, slot) => sql.val(new Slot(String(slot))) })
    compiled = build(slots).compile()
    return compiled
  }
  return {
    name,
    get sql() {
      return (compiled ?? compile()).sql
    },
    bind(parameters) {
      return (compiled ?? compile()).parameters.map((value) => {
        if (!(value instanceof Slot)) return value as Value
        const bound = parameters[value.name as keyof Parameters]
        if (bound === undefined) throw new TypeError(`statement ${name}: parameter ${value.name} is missing`)
        return bound
      })
    },
  }
}
