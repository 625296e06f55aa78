import { setImmediate } from 'node:timers'

/**
 * Runs `check` at the first call in each turn of the event loop. What another process committed in the middle of a turn is seen by the
 * requests of the next one, as if they had come a moment earlier.
 */
export function oncePerTurn(check: () => true): () => true {
  let isChecked = false
  const forget = (): void => {
    isChecked = false
  }
  return () => {
    if (isChecked) return true
    isChecked = true
    setImmediate(forget)
    return check()
  }
}
