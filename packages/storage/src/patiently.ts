import { setTimeout as sleep } from 'node:timers/promises'

const pause = 50

/** Tries until there is a result or the patience, in milliseconds, is at its end; then `undefined`. Tries at least once. */
export async function patiently<Result>(
  patience: number,
  attempt: () => Result | undefined | Promise<Result | undefined>,
): Promise<Result | undefined> {
  const end = performance.now() + patience
  for (;;) {
    const result = await attempt()
    if (result !== undefined || performance.now() >= end) return result
    await sleep(pause)
  }
}
