import type { AccountId, ClientId, TraceId } from '../ids.ts'
import type { Actor, Origin, Through } from '../ports/origin.ts'
import type { Ports } from '../ports/ports.ts'

/** What an origin needs of the request that caused something. */
export interface Asked {
  /** Network address of the peer. */
  readonly address?: string | undefined
  readonly traceId?: TraceId | undefined
}

/** A client at an endpoint. */
export function clientOrigin(clientId: ClientId, asked: Asked, through: Through = 'protocol'): Origin {
  return originOf({ kind: 'client', clientId }, through, asked)
}

/** A person in a browser; without an account nobody knows who. */
export async function personOrigin(
  accountId: AccountId | undefined,
  asked: Asked & { readonly through?: Through },
  { subjects }: Pick<Ports, 'subjects'>,
): Promise<Origin> {
  const actor: Actor =
    accountId === undefined
      ? { kind: 'anonymous' }
      : { kind: 'account', accountId, name: (await subjects.find(accountId))?.name ?? accountId }
  return originOf(actor, asked.through ?? 'page', asked)
}

/** Somebody whom nothing is known of but the address. */
export function anonymousOrigin(through: Through, asked: Asked): Origin {
  return originOf({ kind: 'anonymous' }, through, asked)
}

function originOf(actor: Actor, through: Through, { address, traceId }: Asked): Origin {
  return {
    actor,
    through,
    ...(address === undefined ? {} : { address }),
    ...(traceId === undefined ? {} : { traceId }),
  }
}
