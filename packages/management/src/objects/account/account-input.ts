import { parseBoolean, parseSeconds, parseWebUri } from '@latchkey/core'
import { isUsername } from '@latchkey/identity'
import * as v from 'valibot'
import { parsed } from '../parsed-schema.ts'
import {
  parseAddress,
  parseBirthdate,
  parseEmail,
  parseLine,
  parseLocale,
  parsePhoneNumber,
  parseZoneinfo,
} from './claim-values.ts'

const line = v.optional(parsed(parseLine, 'must be a text of 1 to 255 characters on one line'))
const flag = v.optional(parsed(parseBoolean, 'must be true or false'))
const webUri = v.optional(parsed(parseWebUri, 'must be an http or https URI'))

/** The standard claims of OIDCC-5.1 but `sub`, in their wire form. */
export const claimsInput = v.strictObject(
  {
    name: line,
    given_name: line,
    family_name: line,
    middle_name: line,
    nickname: line,
    preferred_username: line,
    profile: webUri,
    picture: webUri,
    website: webUri,
    gender: line,
    birthdate: v.optional(parsed(parseBirthdate, 'must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY')),
    zoneinfo: v.optional(parsed(parseZoneinfo, 'must be a time zone such as Europe/Paris')),
    locale: v.optional(parsed(parseLocale, 'must be a language tag such as en-GB')),
    updated_at: v.optional(parsed(parseSeconds, 'must be whole seconds since 1970')),
    email: v.optional(parsed(parseEmail, 'must be an e-mail address')),
    email_verified: flag,
    phone_number: v.optional(parsed(parsePhoneNumber, 'must be a number such as +44 1632 960123')),
    phone_number_verified: flag,
    address: v.optional(
      parsed(parseAddress, 'must have formatted, street_address, locality, region, postal_code or country, each a text'),
    ),
  },
  'must be an object of standard claims',
)

/** What an administrator can say of a new account; each member declared once. */
export const accountInput = v.object({
  username: parsed(
    (value) => (typeof value === 'string' && isUsername(value) ? value : undefined),
    'must be 1 to 254 visible characters with single blanks between them at most',
  ),
  password: v.optional(parsed((value) => (typeof value === 'string' ? value : undefined), 'must be a text')),
  roles: v.optional(v.array(v.picklist(['administrator'], 'may hold administrator'), 'must be a list of roles'), []),
  claims: v.optional(claimsInput, {}),
})

export type AccountInput = v.InferOutput<typeof accountInput>

/** Properties whose values are never said back. */
export const secretProperties: ReadonlySet<string> = new Set(['password'])
