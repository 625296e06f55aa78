/** Who acts for the subject of a token, and for whom that one acts in turn: wire form of `act` (RFC8693-4.1). */
export interface Actor {
  readonly sub: string
  /** Absent: of this server. */
  readonly iss?: string
  readonly client_id?: string
  readonly act?: Actor
}

/** How many actors may stand behind each other; a longer chain is refused. */
export const maxActors = 5

/** How many there are in a chain. */
export function actorsIn(actor: Actor | undefined): number {
  return actor === undefined ? 0 : 1 + actorsIn(actor.act)
}

/** Whether a value of JSON is a chain of actors that we could have made. */
export function isActor(value: unknown, left: number = maxActors): value is Actor {
  if (typeof value !== 'object' || value === null || left === 0) return false
  const { sub, iss, client_id: clientId, act }: { [Name in keyof Actor]?: unknown } = value
  const isText = (member: unknown) => member === undefined || typeof member === 'string'
  return typeof sub === 'string' && isText(iss) && isText(clientId) && (act === undefined || isActor(act, left - 1))
}
