/**
 * Runs `check` if it last ran at least `interval` milliseconds ago. What another process committed meanwhile is seen that much later, as if
 * the requests in between had come that much earlier.
 */
export function atMostEvery(interval: number, check: () => true): () => true {
  let nextAt = 0
  return () => {
    const now = performance.now()
    if (now < nextAt) return true
    nextAt = now + interval
    return check()
  }
}
