import { jsonObject } from '../json-object.ts'

/** Characters of an id that a client sends back at most. */
const maxLength = 8000

/**
 * The id of an event: the states that its receiver then knows. A client that comes back sends it as `Last-Event-ID`, and is told what it
 * has missed. Says nothing that the client could not ask for.
 * @see RFC8620-7.3
 */
export function formatEventId(states: Readonly<Record<string, string>>): string {
  return new URLSearchParams(states).toString()
}

/** The states of an id; `undefined` if it is none of ours. */
export function parseEventId(id: string | undefined): Readonly<Record<string, string>> | undefined {
  if (id === undefined || id === '' || id.length > maxLength) return undefined
  return jsonObject(new URLSearchParams(id))
}
