/** State of a type as text: the number of its newest revision. */
export function stateText(state: number): string {
  return String(state)
}

/** `undefined` for a text that no state ever was. */
export function parseState(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined
}
