import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import type { ScannedSegment } from './segment.ts'

/**
 * Those of a stretch that a source has, found by holding the stretch against the ids of the source, both read as one long text: which costs
 * a fraction of looking into an index for every row.
 * @param scan all rows of the stretch
 * @param source a query for `id` that has what is looked for and nothing else
 */
export function sieved(engine: Engine, scan: ScannedSegment, source: RawBuilder<unknown>): Pick<ScannedSegment, 'idsWithin'> {
  let known: Promise<ReadonlySet<string>> | undefined
  async function wanted(): Promise<ReadonlySet<string>> {
    const text = sql`select ${engine.joined(source)} as ids`
    const [row] = await engine.ask<{ readonly ids: string | null }>(questionOf(engine, text))
    return new Set(row?.ids?.split(','))
  }
  return {
    async idsWithin(rows, offset, limit) {
      known ??= wanted()
      const ids = await known
      const found = new Set<string>()
      let seen = 0
      for await (const piece of scan.pieces()) {
        for (const id of piece) if (ids.has(id)) found.add(id)
        seen += piece.length
        if (found.size >= offset + limit || found.size === ids.size) break
        if (seen >= rows) return undefined
      }
      return [...found].slice(offset, offset + limit)
    },
  }
}
