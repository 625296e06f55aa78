import type { JsonValue } from '../../ports/json.ts'
import type { Translator } from '../contract.ts'
import { addForeignAccount } from '../foreign-account.ts'
import { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/** Members that are claims here, by the name that they have there. */
const claimMembers: Readonly<Record<string, string>> = {
  email: 'email',
  email_verified: 'email_verified',
  name: 'name',
  given_name: 'given_name',
  family_name: 'family_name',
  nickname: 'nickname',
  picture: 'picture',
  locale: 'locale',
  phone_number: 'phone_number',
  phone_verified: 'phone_number_verified',
}

/** What tells of the other program and means nothing here. */
const housekeeping: readonly string[] = [
  ...['__v', '_tmp_is_unique', 'connection', 'tenant', 'identities', 'clientID', 'global_client_id', 'password_set_date'],
  ...['created_at', 'updated_at', 'last_login', 'last_ip', 'logins_count', 'last_password_reset', 'persona'],
]

interface Known {
  readonly place: string
  readonly members: Members
  passwordHash: string | undefined
}

/**
 * Users as Auth0 exports them, a line each: the file of the user export, that with the password hashes, or both, whose lines of one user are
 * put together.
 */
export function auth0Users(translation: Translation): Translator {
  const users = new Map<string, Known>()

  function take(value: unknown, place: string): void {
    const members = Members.of(value, place, translation)
    if (members === undefined) return
    const subject = subjectOf(members)
    if (subject === undefined) {
      translation.mistake(place, 'must say user_id or _id')
      return
    }
    const passwordHash = members.text('passwordHash') ?? members.text('password_hash') ?? customHash(members)
    const other = users.get(subject)
    if (other === undefined) {
      users.set(subject, { place, members, passwordHash })
    } else if (other.passwordHash === undefined && passwordHash !== undefined) {
      // The line with the hash repeats a part of what the one of the user says.
      other.passwordHash = passwordHash
    } else if (other.passwordHash !== undefined && passwordHash === undefined) {
      users.set(subject, { place, members, passwordHash: other.passwordHash })
    } else {
      translation.mistake(place, `is the user of ${other.place} again`)
    }
  }

  function finish(): void {
    for (const [subject, { place, members, passwordHash }] of users) {
      addUser({ subject, place, members, passwordHash }, translation)
    }
  }

  return { take, finish }
}

function addUser(
  { subject, place, members, passwordHash }: Known & { readonly subject: string },
  translation: Translation,
): void {
  const claims: Record<string, JsonValue | undefined> = {}
  for (const [member, claim] of Object.entries(claimMembers)) claims[claim] = members.value(member)
  const username = members.text('username') ?? members.text('email') ?? members.text('phone_number') ?? subject
  const metadata = members.members('user_metadata')
  const attributes = Object.fromEntries(metadata?.entries ?? [])
  members.ignore([...housekeeping, '_id', 'user_id', 'passwordHash', 'password_hash', 'custom_password_hash'])
  const isDisabled = members.flag('blocked') === true
  members.leaveRest('member of a user', username)
  if (passwordHash === undefined) {
    translation.leave('user without a password, such as one who signs in elsewhere: they need one to sign in here', username)
  }
  addForeignAccount({ username, subject, passwordHash, claims, attributes, groups: [], isDisabled }, place, translation)
}

/** `_id` is what the file with the hashes has, of users of databases only. */
function subjectOf(members: Members): string | undefined {
  const named = members.text('user_id')
  if (named !== undefined) return named.includes('|') ? named : `auth0|${named}`
  const id = members.value('_id')
  if (typeof id === 'string') return `auth0|${id}`
  const octets = members.members('_id')?.text('$oid')
  return octets === undefined ? undefined : `auth0|${octets}`
}

/** As the bulk import of Auth0 takes hashes: those that are one text, which tells its form. */
function customHash(members: Members): string | undefined {
  const custom = members.members('custom_password_hash')
  const hash = custom?.members('hash')
  return hash?.text('value')
}
