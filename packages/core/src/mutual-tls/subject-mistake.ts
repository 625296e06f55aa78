import type { Client } from '../clients/client.ts'
import { type RegisteredSubject, registeredSubjects } from './registered-subject.ts'

/** What is wrong with how a record says by what its certificate is recognised. */
export type SubjectMistake = 'missing' | 'repeated'

/** RFC8705-2.1.2: a client of `tls_client_auth` has exactly one of the five members. To others they mean nothing. */
export function findSubjectMistake(
  client: RegisteredSubject & Pick<Client, 'tokenEndpointAuthMethod'>,
): SubjectMistake | undefined {
  if (client.tokenEndpointAuthMethod !== 'tls_client_auth') return undefined
  const count = registeredSubjects(client).length
  return count === 1 ? undefined : count === 0 ? 'missing' : 'repeated'
}
