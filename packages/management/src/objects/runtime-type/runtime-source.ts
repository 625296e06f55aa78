import type { JsonObject } from '../../ports/json.ts'
import type { Conditions } from './conditions.ts'

/** A piece of a list: behind `after`, then behind `offset` more. */
export interface Piece {
  readonly after?: string
  readonly offset: number
  readonly limit: number
}

/** Where objects come from that the server itself makes. Their lists are newest first. */
export interface RuntimeSource<Item> {
  /** Changes whenever an object of the type does. */
  state(): Promise<string>
  idOf(item: Item): string
  /** Those of `ids` that exist, in any order. */
  find(ids: readonly string[]): Promise<readonly Item[]>
  list(conditions: Conditions, piece: Piece): Promise<readonly Item[]>
  count(conditions: Conditions): Promise<number>
  /** How many stand before this object in the list; `undefined`: it does not stand there. */
  place(conditions: Conditions, id: string): Promise<number | undefined>
  /** Wire forms with `id`, in the order of the items. */
  toWire(items: readonly Item[]): Promise<readonly JsonObject[]>
}
