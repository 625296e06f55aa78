import type { Digest } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

/** What is polled, and the column that says until when. Both tables have the other columns under the same names. */
type Polled =
  | { readonly table: 'device_authorizations'; readonly until: 'expires_at' }
  | { readonly table: 'backchannel_requests'; readonly until: 'valid_until' }

/**
 * Judges polls by the pace that their client was told, in one statement each: one that comes too soon makes the pace slower by a penalty in
 * milliseconds (RFC8628-3.5, CIBA-11). `absent`: nothing is waiting under this digest.
 * @param name of the statement
 */
export function pollPace(
  engine: Engine,
  name: string,
  { table, until }: Polled,
): (digest: Digest, penalty: number, now: number) => Promise<'on-time' | 'too-soon' | 'absent'> {
  // Both assignments read the row as it was before the statement.
  const poll = statement(name, (p: Slots<{ digest: Digest; penalty: number; now: number }>) =>
    engine.queries
      .updateTable(table as 'backchannel_requests')
      .set((row) => {
        const tooSoon = row(row('last_polled_at', '+', row.ref('poll_interval')), '>', p.now)
        return {
          last_polled_at: p.now,
          polled_too_soon: row.case().when(tooSoon).then(row.lit(1)).else(row.lit(0)).end(),
          poll_interval: row
            .case()
            .when(tooSoon)
            .then(row('poll_interval', '+', p.penalty))
            .else(row.ref('poll_interval'))
            .end(),
        }
      })
      .where('digest', '=', p.digest)
      .where('redeemed', '=', 0)
      .where(until as 'valid_until', '>', p.now)
      .returning('polled_too_soon'),
  )
  return async (digest, penalty, now) => {
    const [row] = await engine.write(poll, { digest, penalty, now })
    if (row === undefined) return 'absent'
    return row.polled_too_soon === 1 ? 'too-soon' : 'on-time'
  }
}
