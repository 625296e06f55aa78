import { isPlannable } from './natural-key.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** Finds definitions by the names that people write: `x:OAuthClient`, `OAuthClient`, `oauth-client`. */
export class ObjectNames {
  readonly #byName: ReadonlyMap<string, AnyDefinition>

  constructor(definitions: readonly AnyDefinition[]) {
    this.#byName = new Map(definitions.map((definition) => [comparable(definition.object), definition]))
  }

  find(name: string): AnyDefinition | undefined {
    return this.#byName.get(comparable(name))
  }

  /** For messages: the types that plans can have. */
  get plannable(): string {
    return [...this.#byName.values()]
      .filter(isPlannable)
      .map(({ object }) => object)
      .join(', ')
  }
}

function comparable(name: string): string {
  return name.replace(/^x:/i, '').replaceAll('-', '').toLowerCase()
}
