import { attributeName, type StandardClaims } from '@latchkey/core'
import { isUsername, passwordHashMistake, usernameKey } from '@latchkey/identity'
import { isJsonObject } from '../jmap/json-object.ts'
import { claimFields } from '../objects/account/account-fields.ts'
import { claimRules } from '../objects/account/claim-rules.ts'
import { isSubject, subjectRule } from '../objects/account/subject-rule.ts'
import { usernameRule } from '../objects/account/username-rule.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { WireValue } from './contract.ts'
import { addGroup } from './foreign-group.ts'
import type { Translation } from './translation.ts'

/** An account of another program, as far as there is a place for it here. */
export interface ForeignAccount {
  readonly username: string
  readonly subject: string | undefined
  readonly passwordHash: string | undefined
  /** By their names in OIDCC-5.1. */
  readonly claims: Readonly<Record<string, JsonValue | undefined>>
  readonly attributes: Readonly<Record<string, JsonValue>>
  /** Names of groups, which are made. */
  readonly groups: readonly string[]
  readonly isDisabled: boolean
}

/** Bounds of attributes, as those of an account. */
const most = { attributes: 50, members: 100, text: 1024 } as const

/**
 * Makes an account of one of another program. Its name and its subject must be possible here, and nobody else's in the source: without them
 * it would be somebody else. Claims, attributes and hashes that are not possible here are left over.
 */
export function addForeignAccount(account: ForeignAccount, place: string, translation: Translation): void {
  const { username, subject } = account
  if (!isUsername(username)) {
    translation.mistake(place, `has a user name that is none here: it ${usernameRule}`)
    return
  }
  if (subject !== undefined && !isSubject(subject)) {
    translation.mistake(place, `has a subject that is none: it ${subjectRule}`)
    return
  }
  const isNew = translation.isFirst('user name', usernameKey(username), place)
  const isOther = subject === undefined || translation.isFirst('subject', subject, place)
  if (!isNew || !isOther) return
  for (const name of account.groups) addGroup(name, undefined, place, translation)
  const attributes = attributesOf(account, translation)
  const value: WireValue = {
    name: username,
    ...(subject !== undefined && { subject }),
    ...claimsOf(account, translation),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(account.groups.length > 0 && { memberGroupIds: account.groups.map((name) => ({ $match: { object: 'Group', name } })) }),
    ...(account.isDisabled && { disabled: true }),
    ...credentialsOf(account, translation),
  }
  translation.add('Account', value, place)
}

function credentialsOf({ passwordHash, username }: ForeignAccount, translation: Translation): WireValue {
  if (passwordHash === undefined) return {}
  const rule = passwordHashMistake(passwordHash)
  if (rule === undefined) return { credentials: { 0: { '@type': 'Password', secretHash: passwordHash } } }
  translation.leave(`password: the person needs a new one, as its hash ${rule}`, username)
  return {}
}

function claimsOf({ claims, username }: ForeignAccount, translation: Translation): WireValue {
  const fields = new Map<string, string>(claimFields.map(({ claim, field }) => [claim, field]))
  const wire: Record<string, JsonValue> = {}
  for (const [claim, value] of Object.entries(claims)) {
    if (value === undefined || value === null || value === '') continue
    const field = fields.get(claim)
    if (claim === 'address') {
      const address = addressOf(value)
      if (address === undefined) translation.leave('address that is none here', username)
      else wire['address'] = address
    } else if (field === undefined || !isClaim(claim)) {
      translation.leave(`claim ${claim}, which has no place here`, username)
    } else if (claimRules[claim].parse(value) === undefined) {
      translation.leave(`value of ${claim}; it ${claimRules[claim].rule}`, username)
    } else {
      wire[field] = value
    }
  }
  // What was verified there is not what somebody may set here later.
  if (wire['emailAddress'] === undefined) delete wire['emailVerified']
  if (wire['phoneNumber'] === undefined) delete wire['phoneNumberVerified']
  return wire
}

function isClaim(name: string): name is keyof StandardClaims {
  return Object.hasOwn(claimRules, name)
}

const addressFields: Readonly<Record<string, string>> = {
  formatted: 'formatted',
  street_address: 'streetAddress',
  locality: 'locality',
  region: 'region',
  postal_code: 'postalCode',
  country: 'country',
}

function addressOf(value: JsonValue): JsonObject | undefined {
  if (!isJsonObject(value) || claimRules.address.parse(value) === undefined) return undefined
  return Object.fromEntries(Object.entries(addressFields).map(([claim, field]) => [field, value[claim] ?? null]))
}

function attributesOf({ attributes, username }: ForeignAccount, translation: Translation): WireValue {
  const kept: Record<string, JsonObject> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const converted = attributeOf(value)
    if (converted === undefined) translation.leave(`attribute ${name}, which is no text and no list of texts`, username)
    else if (!attributeName.test(name))
      translation.leave(`attribute ${name}, whose name has other than letters, digits, _ and -`, username)
    else if (Object.keys(kept).length >= most.attributes) translation.leave(`attribute beyond ${most.attributes}`, username)
    else kept[name] = converted
  }
  return kept
}

function attributeOf(value: JsonValue): JsonObject | undefined {
  if (isText(value)) return { '@type': 'Text', text: value }
  if (!Array.isArray(value) || value.length === 0 || value.length > most.members || !value.every(isText)) return undefined
  return { '@type': 'List', items: Object.fromEntries(value.map((item: string) => [item, true])) }
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most.text
}
