import { parseBoolean, parseSeconds, parseWebUri, type StandardClaims } from '@latchkey/core'
import {
  parseAddress,
  parseBirthdate,
  parseEmail,
  parseLine,
  parseLocale,
  parsePhoneNumber,
  parseZoneinfo,
} from './claim-values.ts'

/** What values a claim can have. */
export interface ClaimRule<Value> {
  /** `undefined`: not a value of this claim. */
  readonly parse: (value: unknown) => Value | undefined
  /** Continues a sentence that begins with the property. */
  readonly rule: string
}

const line = { parse: parseLine, rule: 'must be a text of 1 to 255 characters on one line' } as const
const flag = { parse: parseBoolean, rule: 'must be true or false' } as const
const webUri = { parse: parseWebUri, rule: 'must be an http or https URI' } as const

/** The standard claims of OIDCC-5.1 but `sub`, in the order of the specification. */
export const claimRules: { readonly [Name in keyof StandardClaims]-?: ClaimRule<NonNullable<StandardClaims[Name]>> } = {
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
  birthdate: { parse: parseBirthdate, rule: 'must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY' },
  zoneinfo: { parse: parseZoneinfo, rule: 'must be a time zone such as Europe/Paris' },
  locale: { parse: parseLocale, rule: 'must be a language tag such as en-GB' },
  updated_at: { parse: parseSeconds, rule: 'must be whole seconds since 1970' },
  email: { parse: parseEmail, rule: 'must be an e-mail address' },
  email_verified: flag,
  phone_number: { parse: parsePhoneNumber, rule: 'must be a number such as +44 1632 960123' },
  phone_number_verified: flag,
  address: {
    parse: parseAddress,
    rule: 'must have formatted, street_address, locality, region, postal_code or country, each a text',
  },
}
