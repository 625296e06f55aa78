import type { JsonValue } from '../../ports/json.ts'
import { addForeignAccount } from '../foreign-account.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { addressClaims, attributeClaims } from './attribute-claims.ts'
import { passwordOf } from './credentials.ts'
import { groupNameOf } from './groups.ts'

/** What users are read with. */
export interface UserContext {
  readonly translation: Translation
  /** Attributes that clients get as a list, though it has one member. */
  readonly listAttributes: Set<string>
  hasUsers: boolean
}

/** What tells of the other program and means nothing here. */
const housekeeping: readonly string[] = [
  ...['createdTimestamp', 'totp', 'disableableCredentialTypes', 'notBefore', 'access', 'self', 'origin', 'userProfileMetadata'],
]

/** Roles that everybody has there. */
const everybodysRole = /^(?:default-roles-.*|offline_access|uma_authorization)$/

/** Makes an account of a user. Roles are never taken over: what they allow there means nothing here. */
export function addUser(user: Members, context: UserContext): void {
  const { translation } = context
  const username = user.text('username') ?? user.text('email')
  if (username === undefined) {
    translation.mistake(user.place, 'must say username')
    return
  }
  const serviceAccount = user.text('serviceAccountClientId')
  if (serviceAccount !== undefined) {
    translation.leave('user that is the service account of a client, which signs in as itself', username)
    return
  }
  context.hasUsers = true
  const subject = user.text('id')
  if (subject === undefined) translation.leave('user without id, whose subject is made anew', username)
  const [givenName, familyName] = [user.text('firstName'), user.text('lastName')]
  const fullName = [givenName, familyName].filter((part) => part !== undefined && part !== '').join(' ')
  const { claims, attributes } = attributesOf(user, username, context)
  const passwordHash = passwordOf(user.each('credentials'), username, translation)
  if (passwordHash === undefined) translation.leave('user without a password that could be taken over', username)
  addForeignAccount(
    {
      username,
      subject,
      passwordHash,
      claims: {
        email: user.text('email'),
        email_verified: user.flag('emailVerified') === true ? true : undefined,
        name: fullName,
        given_name: givenName,
        family_name: familyName,
        ...claims,
      },
      attributes,
      groups: [...new Set(user.texts('groups').map(groupNameOf))],
      isDisabled: user.flag('enabled') === false,
    },
    user.place,
    translation,
  )
  reportRoles(user, username, translation)
  for (const action of user.texts('requiredActions')) translation.leave(`action that was required: ${action}`, username)
  user.ignore(housekeeping)
  user.leaveRest('member of a user', username)
}

function reportRoles(user: Members, username: string, translation: Translation): void {
  for (const role of user.texts('realmRoles')) {
    if (!everybodysRole.test(role)) translation.leave(`role ${role}: roles there give no rights here`, username)
  }
  for (const [client, roles] of user.members('clientRoles')?.entries ?? []) {
    if (Array.isArray(roles) && roles.length > 0 && client !== 'account') {
      translation.leave(`roles of the client ${client}: roles there give no rights here`, username)
    }
  }
}

function attributesOf(
  user: Members,
  username: string,
  { translation, listAttributes }: UserContext,
): { readonly claims: Readonly<Record<string, JsonValue>>; readonly attributes: Readonly<Record<string, JsonValue>> } {
  const claims: [string, JsonValue][] = []
  const address: [string, JsonValue][] = []
  const attributes: [string, JsonValue][] = []
  for (const [name, value] of user.members('attributes')?.entries ?? []) {
    // Old exports have a text where newer ones have a list.
    const values = Array.isArray(value) ? value : [value]
    const [only = '', ...more] = values
    const claim = attributeClaims.get(name)
    const part = addressClaims.get(name)
    if (values.length === 0) continue
    if (claim === undefined && part === undefined) {
      attributes.push([name, more.length === 0 && !listAttributes.has(name) ? only : values])
    } else {
      if (more.length > 0) translation.leave(`further value of the attribute ${name}`, username)
      if (claim !== undefined) claims.push([claim, claim === 'phone_number_verified' ? only === 'true' : only])
      else address.push([part ?? '', only])
    }
  }
  return {
    claims: { ...Object.fromEntries(claims), ...(address.length > 0 && { address: Object.fromEntries(address) }) },
    attributes: Object.fromEntries(attributes),
  }
}
