/** Milliseconds between two sweeps, on average. */
const period = 60_000

/** Calls `sweep` about once a minute, never twice at a time, not in step with other nodes. Returns the way to stop. */
export function startSweeper(sweep: () => Promise<unknown>, onError: (cause: unknown) => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  let isStopped = false
  const plan = (): void => {
    timer = setTimeout(run, period * (0.75 + Math.random() / 2))
    timer.unref()
  }
  const run = (): void => {
    sweep()
      .catch(onError)
      .finally(() => {
        if (!isStopped) plan()
      })
  }
  plan()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
