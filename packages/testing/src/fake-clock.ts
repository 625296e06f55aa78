/** A clock that stands still until it is moved. */
export interface FakeClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** @param duration Milliseconds. */
  advance(duration: number): void
}

/** @param start Milliseconds since the epoch; the default is a fixed instant, so that tests are repeatable. */
export function fakeClock(start = Date.UTC(2030, 0, 15, 12)): FakeClock {
  let now = start
  return {
    now: () => now,
    advance: (duration) => {
      now += duration
    },
  }
}
