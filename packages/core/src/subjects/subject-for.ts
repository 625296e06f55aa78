import type { Client } from '../clients/client.ts'
import type { Subject } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { sectorOf } from './sector.ts'

/** How a client knows an account; goes into its grants as it is. */
export type ClientSubject = Pick<Grant, 'subject' | 'sector'>

/**
 * The `sub` by which a client knows an account: that of the account, or one that only the clients of its sector see. The same account,
 * sector and installation always give the same; nobody without the secret can tell whose it is, or that two of them are of one person.
 * @param subject of the account
 * @see OIDCC-8, OIDCC-8.1
 * @throws Error for a pairwise client without sector, which no way of storing a client lets through
 */
export async function subjectFor(
  client: Client,
  subject: Subject,
  ports: Pick<Ports, 'crypto' | 'pairwiseSecret'>,
): Promise<ClientSubject> {
  if (client.subjectType !== 'pairwise') return { subject }
  const sector = sectorOf(client)
  if (sector === undefined) throw new Error(`the pairwise client ${client.clientId} has no sector`)
  const secret = await ports.pairwiseSecret()
  return { subject: ports.crypto.mac(secret, 'pairwise-subject', JSON.stringify([sector, subject])) as Subject, sector }
}

/**
 * Whether an account may still be used for what was granted: it is there, active and the one that was granted for. A pairwise subject says
 * nothing about the account's own, so there the id decides, which is never given to another account.
 */
export function isActiveFor(
  account: SubjectRecord | undefined,
  grant: Pick<Grant, 'subject' | 'sector' | 'credentialVersion'>,
): boolean {
  if (account?.active !== true || !isOfCredential(account, grant)) return false
  return grant.sector !== undefined || account.subject === grant.subject
}

/**
 * Whether what somebody proved, and what came of it, is of the password that the account has. Setting another one removes all from before;
 * this is for what was under way at that moment and stored after it.
 */
export function isOfCredential(
  account: Pick<SubjectRecord, 'credentialVersion'>,
  { credentialVersion: proved }: Pick<Grant, 'credentialVersion'>,
): boolean {
  return proved === undefined || proved === account.credentialVersion
}
