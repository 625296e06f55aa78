import { unwatchFile, watchFile } from 'node:fs'

/** Milliseconds between two looks. By looking, because files that are replaced through links raise no event. */
const interval = 2000
/** Milliseconds to wait for the other files of a set that is being replaced. */
const settle = 500

/** Tells when one of the files has changed, once for changes that come together. Returns the way to stop. */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, settle)
    timer.unref()
  }
  for (const path of paths) watchFile(path, { interval, persistent: false }, changed)
  return () => {
    clearTimeout(timer)
    for (const path of paths) unwatchFile(path, changed)
  }
}
