import { setTimeout as delay } from 'node:timers/promises'

/**
 * Polls until `probe` answers something else than `undefined`, and answers that.
 *
 * @param what Said in the error when it does not happen in time.
 * @param limit Milliseconds.
 * @throws Error when `limit` has passed; whatever `probe` throws.
 */
export async function waitUntil<Found>(
  what: string,
  probe: () => Promise<Found | undefined> | Found | undefined,
  limit = 60_000,
): Promise<Found> {
  const end = performance.now() + limit
  for (;;) {
    const found = await probe()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`${what}: did not happen within ${limit} ms`)
    await delay(15)
  }
}
