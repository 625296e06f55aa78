import { type Client, type FetchPort, findSectorMistake } from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

/** The members that the sector of a client depends on: it is looked at when one of them is said. */
export const sectorMembers = ['subjectType', 'sectorIdentifierUri', 'redirectUris'] as const

const noFetch: FetchPort = {
  fetch: async () => ({ kind: 'failed', problem: 'unreachable', detail: 'nothing is fetched here' }),
}

/** What each rule of sectors means for an administrator. */
const rules: ReadonlyMap<string, string> = new Map([
  ['registration-sector-document', 'must lead to a JSON array of redirect URIs, by https and without redirect'],
  ['registration-sector-redirect-uris', 'must lead to a list that holds all redirectUris'],
  ['registration-sector', 'must be given for pairwise subjects unless all redirectUris have one web host'],
])

/** The rules of OIDCC-8.1 and OIDCR-5 about the sector of a client; its document is fetched now. @param fetch absent: nothing is found */
export async function checkSectorOf(
  client: Pick<Client, (typeof sectorMembers)[number]>,
  fetch: FetchPort = noFetch,
): Promise<readonly InputIssue[]> {
  const mistake = await findSectorMistake(client, { fetch })
  if (mistake === undefined) return []
  const { check, detail } = mistake
  const rule = `${rules.get(check) ?? 'breaks a rule of sectors'}${detail === undefined ? '' : `: ${detail}`}`
  return [invalidIssue('sectorIdentifierUri', rule, client.sectorIdentifierUri ?? null)]
}
