export const tokenExchangeGrantName = 'urn:ietf:params:oauth:grant-type:token-exchange'

/* Token type identifiers, RFC8693-3. */

export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
/** A JWT, whatever it is for; here an access token in that form. */
export const jwtType = 'urn:ietf:params:oauth:token-type:jwt'

/** Whether a type can be asked for. */
export function isTokenType(type: string | undefined): type is typeof accessTokenType | typeof jwtType {
  return type === accessTokenType || type === jwtType
}
