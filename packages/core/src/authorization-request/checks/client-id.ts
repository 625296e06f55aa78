import type { Finding } from '../../checks/check.ts'
import type { ClientInput } from '../check-inputs.ts'

/** @see RFC6749-4.1.1 */
export function checkClientIdPresent({ lookup }: ClientInput): Finding | undefined {
  return lookup === undefined ? { reason: 'client_id_missing' } : undefined
}

/**
 * The id must be one of a client that may send requests now. The id itself is not shown in the trace of an unknown client: it is whatever
 * somebody typed. @see RFC6749-4.1.2.1
 */
export function checkClientKnown({ lookup }: ClientInput): Finding | undefined {
  switch (lookup?.kind) {
    case 'unknown':
      return { reason: 'client_unknown' }
    case 'expired':
      return { reason: 'client_expired' }
    case 'malformed':
      return { reason: 'client_id_malformed' }
    case 'document_refused':
      return lookup.finding
    case 'found':
    case undefined:
      return undefined
  }
}
