import type { Translator } from './translator.ts'

const described = [
  ...(['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'] as const),
  ...(['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at', 'email', 'email_verified'] as const),
  ...(['phone_number', 'phone_number_verified', 'address'] as const),
] as const

/** The name of a claim as a label, with its language behind it where it has one; one without words here is its own name. */
export function nameOfClaim(t: Translator, claim: string): string {
  const [base = '', ...tags] = claim.split('#')
  const known = [...described, 'groups' as const].find((name) => name === base)
  if (known === undefined) return claim
  const words = t.text(`claimName.${known}`)
  return tags.length === 0 ? words : `${words} (${tags.join('#')})`
}

/** What a claim of OIDCC-5.1 tells a client, in the person's words; one without words here is named. */
export function describeClaim(t: Translator, claim: string): string {
  const known = described.find((name) => name === claim)
  return known === undefined ? t.text('claim.other', { claim }) : t.text(`claim.${known}`)
}
