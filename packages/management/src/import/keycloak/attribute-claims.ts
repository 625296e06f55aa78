/** Attributes of users that the mappers of Keycloak release as standard claims, by their names. */
export const attributeClaims: ReadonlyMap<string, string> = new Map([
  ['middleName', 'middle_name'],
  ['nickname', 'nickname'],
  ['profile', 'profile'],
  ['picture', 'picture'],
  ['website', 'website'],
  ['gender', 'gender'],
  ['birthdate', 'birthdate'],
  ['zoneinfo', 'zoneinfo'],
  ['locale', 'locale'],
  ['phoneNumber', 'phone_number'],
  ['phoneNumberVerified', 'phone_number_verified'],
])

/** Attributes that are members of the claim `address`. */
export const addressClaims: ReadonlyMap<string, string> = new Map([
  ['formatted', 'formatted'],
  ['street', 'street_address'],
  ['locality', 'locality'],
  ['region', 'region'],
  ['postal_code', 'postal_code'],
  ['country', 'country'],
])

/** Members of a user that mappers can name, as paths of what an account has here. */
const propertyPaths: ReadonlyMap<string, string> = new Map([
  ['username', 'username'],
  ['email', 'email'],
  ['emailVerified', 'email_verified'],
  ['firstName', 'given_name'],
  ['lastName', 'family_name'],
])

/** Where an account has what a mapper names. `undefined`: nowhere. */
export function pathOf(name: string): string | undefined {
  const member = addressClaims.get(name)
  if (member !== undefined) return `address.${member}`
  const known = propertyPaths.get(name) ?? attributeClaims.get(name)
  if (known !== undefined) return known
  return name === '' ? undefined : `attributes.${name}`
}
