/** Tells who listens that something of a name has another version (a settings object, the objects of a type), once for each. */
export class VersionWatch {
  readonly #listeners = new Set<(name: string) => void>()
  readonly #versions = new Map<string, number>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  listen(listener: (name: string) => void): () => void {
    const entry = (name: string) => listener(name)
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  /** What is stored at the start: no change. */
  learn(rows: readonly { readonly name: string; readonly version: number }[]): void {
    for (const { name, version } of rows) this.#versions.set(name, version)
  }

  /** The row is at this version now (a restored one at a lower one); listeners hear of it unless they have. */
  seen(name: string, version: number): void {
    if (version === this.#versions.get(name)) return
    this.#versions.set(name, version)
    this.#tell(name)
  }

  /** Changes may have been missed: listeners hear of every object. */
  refresh(rows: readonly { readonly name: string; readonly version: number }[]): void {
    this.learn(rows)
    for (const { name } of rows) this.#tell(name)
  }

  #tell(name: string): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(name)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
