import type { Effect } from './operation.ts'

/** Parts of this process that want to hear of a commit. */
export interface Listeners {
  /** Returns the way to stop. */
  add(listener: () => void): () => void
  /** Lets all of them know once the transaction that it follows has committed. */
  readonly told: Effect
}

/** @param onError told of what listeners throw */
export function listeners(onError: (error: unknown) => void): Listeners {
  const all = new Set<() => void>()
  return {
    add(listener) {
      const entry = (): void => listener()
      all.add(entry)
      return () => {
        all.delete(entry)
      }
    },
    told: {
      begin: () => () => {
        for (const listener of [...all]) {
          try {
            listener()
          } catch (error) {
            onError(error)
          }
        }
      },
    },
  }
}
