import type { JsonObject } from '../../ports/json.ts'

/**
 * An event as a `text/event-stream` has it, the empty line behind it included.
 * @param id without line ends
 * @see RFC8620-7.3
 */
export function eventText(event: 'state' | 'ping', data: JsonObject, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Sets the id that the client will come back with, without an event. */
export function eventIdText(id: string): string {
  return `id: ${id}\n\n`
}
