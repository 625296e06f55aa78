import { type NamedPerson, readHintToken } from '../../backchannel/login-hint-token.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { verifyIdTokenHint } from '../../keys/verify-own-token.ts'
import type { Ports } from '../../ports/ports.ts'
import type { SubjectKey, SubjectRecord } from '../../ports/subjects.ts'
import { subjectFor } from '../../subjects/subject-for.ts'
import type { BackchannelInput } from './checks.ts'

/** Unknown people that a client may name within an hour: a directory cannot be guessed by it. */
const maxUnknown = 100

interface Asking {
  readonly client: Client
  readonly ports: Ports
  readonly issuer: string
}

/** Whom the one hint of a request names, without looking for them. */
export async function namedPerson(
  values: ReadonlyMap<string, string>,
  { client, ports, issuer }: Asking,
): Promise<BackchannelInput['person']> {
  const [login, hint, token] = ['login_hint', 'id_token_hint', 'login_hint_token'].map((name) => values.get(name))
  if ([login, hint, token].filter((value) => value !== undefined).length !== 1) return undefined
  if (login !== undefined) return { kind: 'login', login }
  if (hint !== undefined) {
    const verified = await verifyIdTokenHint(hint, client, ports, issuer)
    return verified === undefined ? 'invalid_id_token' : { kind: 'subject', subject: verified.subject }
  }
  const person = await readHintToken(token ?? '', client, { issuer, ports })
  if (person === 'invalid') return 'invalid_token'
  return person === 'expired' ? 'expired_token' : person
}

/**
 * The account of the person, if it can be asked. Each miss counts against the client, which is refused after too many, whomever it names.
 * @see CIBA-13, LATCHKEY-0043-backchannel-authentication
 * @throws OAuthError `unknown_user_id`, `access_denied`
 */
export async function findPerson(person: NamedPerson, { client, ports }: Asking): Promise<SubjectRecord> {
  const { unknownUsers } = ports
  const next = async () => ((await unknownUsers?.count(client.clientId)) ?? 0) + 1
  refuseGuessing(await next())
  const account = await lookUp(person, client, ports)
  const isKnown = account?.active === true
  // Others may have been named at the same time.
  refuseGuessing(isKnown ? await next() : ((await unknownUsers?.add(client.clientId)) ?? 0))
  if (!isKnown) throw new OAuthError('backchannel_user_unknown')
  return account
}

/** @param miss which one of this hour it is, or would be */
function refuseGuessing(miss: number): void {
  if (miss > maxUnknown) throw new OAuthError('backchannel_guessing')
}

/** A pairwise subject leads to nobody: it cannot be turned back into the account's own. An address that two have names neither. */
async function lookUp(person: NamedPerson, client: Client, ports: Ports): Promise<SubjectRecord | undefined> {
  if (person.kind === 'login')
    return (await only({ by: 'username', value: person.login })) ?? only({ by: 'email', value: person.login })
  const account = await only({ by: 'subject', value: person.subject })
  if (account === undefined) return undefined
  const known = await subjectFor(client, account.subject, ports)
  return known.subject === person.subject ? account : undefined

  async function only(key: SubjectKey): Promise<SubjectRecord | undefined> {
    const [account, ...others] = (await ports.subjects.findBy?.(key)) ?? []
    return others.length === 0 ? account : undefined
  }
}
