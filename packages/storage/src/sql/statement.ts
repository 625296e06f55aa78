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

/** Where a parameter goes among the values of a statement. */
interface Place {
  readonly at: number
  readonly name: string
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
  let compiled: { readonly sql: string; readonly values: Value[]; readonly places: readonly Place[] } | undefined
  const compile = () => {
    // Every property of `Slots` exists by construction: the type's only parameter is the names that `build` asks for.
    const slots = new Proxy({} as Slots<Parameters>, { get: (_, slot) => sql.val(new Slot(String(slot))) })
    const { sql: text, parameters } = build(slots).compile()
    const values = parameters.map((value) => (value instanceof Slot ? null : (value as Value)))
    const places = parameters.flatMap((value, at) => (value instanceof Slot ? [{ at, name: value.name }] : []))
    compiled = { sql: text, values, places }
    return compiled
  }
  return {
    name,
    get sql() {
      return (compiled ?? compile()).sql
    },
    bind(parameters) {
      const { values, places } = compiled ?? compile()
      const all = values.slice()
      for (const { at, name: slot } of places) {
        const bound = parameters[slot as keyof Parameters]
        if (bound === undefined) throw new TypeError(`statement ${name}: parameter ${slot} is missing`)
        all[at] = bound
      }
      return all
    },
  }
}

/** A place in a statement over several rows. */
class RowSlot {
  readonly row: number
  readonly name: string
  constructor(row: number, name: string) {
    this.row = row
    this.name = name
  }
}

/** Placeholders of each row of a statement over several. */
export type Rows<Row> = readonly [Slots<Row>, ...Slots<Row>[]]

/** A statement over as many rows as one likes, in pieces of few sizes, so that few are prepared. */
export interface Bulk<Row, Result> {
  pieces(
    rows: readonly Row[],
  ): readonly { readonly statement: Statement<readonly Row[], Result>; readonly rows: readonly Row[] }[]
}

const sizes = [256, 64, 16, 4, 1] as const

/**
 * Declares a statement over several rows.
 * @param name as of `statement`; the number of rows is appended
 * @param build gets the placeholders of each row
 * @param kind `list`: naming a row twice is naming it once, so that a piece may be filled up by repeating its last row
 */
export function bulk<Row extends { readonly [Name in keyof Row]: Value }, Result>(
  name: string,
  kind: 'rows' | 'list',
  build: (rows: Rows<Row>) => Compilable<Result>,
): Bulk<Row, Result> {
  const statements = new Map(sizes.map((size) => [size, ofSize(`${name}_${size}`, size, build)] as const))
  const piece = (size: (typeof sizes)[number], rows: readonly Row[]) => {
    const statement = statements.get(size)
    if (statement === undefined) throw new TypeError(`no statement for ${size} rows`)
    return { statement, rows }
  }
  return {
    pieces(rows) {
      const pieces = []
      for (let at = 0; at < rows.length; ) {
        const left = rows.length - at
        const fitting = sizes.find((size) => size <= left) ?? 1
        const size = kind === 'rows' ? fitting : ([...sizes].reverse().find((each) => each >= left) ?? fitting)
        const part = rows.slice(at, at + size)
        const last = part.at(-1)
        while (last !== undefined && part.length < size) part.push(last)
        pieces.push(piece(size, part))
        at += size
      }
      return pieces
    },
  }
}

function ofSize<Row extends { readonly [Name in keyof Row]: Value }, Result>(
  name: string,
  size: number,
  build: (rows: Rows<Row>) => Compilable<Result>,
): Statement<readonly Row[], Result> {
  let compiled: { readonly sql: string; readonly parameters: readonly unknown[] } | undefined
  const slots = (row: number) => new Proxy({} as Slots<Row>, { get: (_, slot) => sql.val(new RowSlot(row, String(slot))) })
  const compile = () => {
    compiled = build([slots(0), ...Array.from({ length: size - 1 }, (_, i) => slots(i + 1))]).compile()
    return compiled
  }
  return {
    name,
    get sql() {
      return (compiled ?? compile()).sql
    },
    bind(rows) {
      return (compiled ?? compile()).parameters.map((value) => {
        if (!(value instanceof RowSlot)) return value as Value
        const bound = rows[value.row]?.[value.name as keyof Row]
        if (bound === undefined) throw new TypeError(`statement ${name}: parameter ${value.name} of row ${value.row} is missing`)
        return bound
      })
    },
  }
}
