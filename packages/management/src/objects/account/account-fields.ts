import type { StandardClaims } from '@latchkey/core'
import type { FieldDeclaration, Fields, FieldType } from '../../declarations/declaration.ts'

/** A standard claim as a field of the account. `address` has a form of its own. */
export interface ClaimField {
  readonly field: string
  readonly claim: Exclude<keyof StandardClaims, 'address' | 'updated_at'>
  readonly declaration: FieldDeclaration
}

type Words = Pick<FieldDeclaration, 'label' | 'description'> &
  Partial<Pick<FieldDeclaration, 'placeholder' | 'indexed' | 'searched'>>

const line: FieldType = { type: 'string', format: 'string', maxLength: 255, nullable: true }
const webUri: FieldType = { type: 'string', format: 'uri', maxLength: 2000, nullable: true }

function text(words: Words, type: FieldType = line): FieldDeclaration {
  return { ...words, type, update: 'mutable' }
}

function flag(words: Words): FieldDeclaration {
  return { ...words, type: { type: 'boolean' }, update: 'mutable', default: false }
}

/** In the order of the form. */
export const claimFields: readonly ClaimField[] = [
  {
    field: 'emailAddress',
    claim: 'email',
    declaration: text(
      {
        label: 'E-mail address',
        description: 'Released as email',
        placeholder: 'ada@example.org',
        indexed: true,
        searched: true,
      },
      { type: 'string', format: 'emailAddress', maxLength: 254, nullable: true },
    ),
  },
  {
    field: 'emailVerified',
    claim: 'email_verified',
    declaration: flag({ label: 'E-mail address verified', description: 'Whether the address is known to be that of the person' }),
  },
  {
    field: 'description',
    claim: 'name',
    declaration: text({ label: 'Full name', description: 'Released as name', searched: true, indexed: true }),
  },
  { field: 'givenName', claim: 'given_name', declaration: text({ label: 'Given name', description: 'Released as given_name' }) },
  {
    field: 'familyName',
    claim: 'family_name',
    declaration: text({ label: 'Family name', description: 'Released as family_name' }),
  },
  {
    field: 'middleName',
    claim: 'middle_name',
    declaration: text({ label: 'Middle name', description: 'Released as middle_name' }),
  },
  { field: 'nickname', claim: 'nickname', declaration: text({ label: 'Nickname', description: 'Released as nickname' }) },
  {
    field: 'preferredUsername',
    claim: 'preferred_username',
    declaration: text({
      label: 'Preferred user name',
      description: 'Released as preferred_username; without one the name to sign in with is',
    }),
  },
  {
    field: 'profile',
    claim: 'profile',
    declaration: text({ label: 'Profile page', description: 'Address of a page about the person' }, webUri),
  },
  {
    field: 'picture',
    claim: 'picture',
    declaration: text({ label: 'Picture', description: 'Address of a picture of the person' }, webUri),
  },
  {
    field: 'website',
    claim: 'website',
    declaration: text({ label: 'Website', description: 'Address of a page of the person' }, webUri),
  },
  { field: 'gender', claim: 'gender', declaration: text({ label: 'Gender', description: 'Released as gender' }) },
  {
    field: 'birthdate',
    claim: 'birthdate',
    declaration: text({
      label: 'Birth date',
      description: 'A date as YYYY-MM-DD, 0000-MM-DD without the year, or YYYY',
      placeholder: '1985-12-10',
    }),
  },
  {
    field: 'phoneNumber',
    claim: 'phone_number',
    declaration: text({
      label: 'Phone number',
      description: 'With country code, released as phone_number',
      placeholder: '+44 1632 960123',
    }),
  },
  {
    field: 'phoneNumberVerified',
    claim: 'phone_number_verified',
    declaration: flag({ label: 'Phone number verified', description: 'Whether the number is known to be that of the person' }),
  },
  {
    field: 'locale',
    claim: 'locale',
    declaration: text({ label: 'Language', description: 'A language tag, released as locale', placeholder: 'en-GB' }),
  },
  {
    field: 'timeZone',
    claim: 'zoneinfo',
    declaration: text({
      label: 'Time zone',
      description: 'Name of a time zone, released as zoneinfo',
      placeholder: 'Europe/Paris',
    }),
  },
]

/** Declarations of the claims by the name of their field. */
export const claimDeclarations: Fields = Object.fromEntries(claimFields.map(({ field, declaration }) => [field, declaration]))
