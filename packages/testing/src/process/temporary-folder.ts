import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of one test below the operating system's temporary folder. */
export interface TemporaryFolder extends Disposable {
  readonly path: string
  /** Removes it with all that is in it; removing it again does nothing. */
  remove(): void
}

/** Makes an empty folder that only this user can read. */
export function temporaryFolder(parent: string = tmpdir()): TemporaryFolder {
  const path = mkdtempSync(join(parent, 'latchkey-test-'))
  left.add(path)
  const remove = () => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
    left.delete(path)
  }
  return { path, remove, [Symbol.dispose]: remove }
}

/** Folders that nobody has removed yet. */
const left = new Set<string>()

process.once('exit', () => {
  for (const path of left) rmSync(path, { recursive: true, force: true })
})
