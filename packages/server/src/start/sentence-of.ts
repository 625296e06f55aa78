/** What the system said, for the person who starts the server. */
export function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown error'
}
