/** Longest part of a refused value that is said back. */
const longestEcho = 80

/** A refused value as it is said back: bounded and without control characters. Never called with a secret. */
export function echo(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  return text
    .slice(0, longestEcho)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '\u{fffd}')
}
