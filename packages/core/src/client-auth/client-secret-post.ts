import { OAuthError } from '../errors/oauth-error.ts'
import type { AuthenticationMethod } from './credentials.ts'

/**
 * `client_secret_post`: id and secret as form parameters.
 * @see RFC6749-2.3.1
 */
export const clientSecretPost: AuthenticationMethod = {
  names: ['client_secret_post'],
  spec: 'RFC6749-2.3.1',
  read({ values, authorization }) {
    const secret = values.get('client_secret')
    if (secret === undefined) return undefined
    if (authorization !== undefined) throw new OAuthError('client_auth_multiple')
    const clientId = values.get('client_id')
    return clientId === undefined ? undefined : { method: 'client_secret_post', clientId, secret }
  },
}
