import type { Output } from '../command.ts'

/** Milliseconds between lines where progress cannot replace itself. */
const quietTime = 5_000
/** Milliseconds between changes of a line that replaces itself. */
const frame = 100

/** Says on standard error how far long work is: in place on a terminal, else a line now and then. */
export interface Progress {
  say(text: string): void
  /** Removes what stands there in place. */
  end(): void
}

/** @param now milliseconds of any clock */
export function createProgress({ complain, terminal }: Output, isWanted: boolean, now: () => number = Date.now): Progress {
  const isInPlace = terminal?.showsErrors === true
  let last = now()
  let isFirst = true
  return {
    say(text) {
      const since = now() - last
      if (!isWanted || (since < (isInPlace ? frame : quietTime) && !(isFirst && isInPlace))) return
      last = now()
      isFirst = false
      if (isInPlace) terminal.overwrite(text)
      else complain(text)
    },
    end() {
      if (isWanted && isInPlace) terminal.overwrite('')
    },
  }
}
