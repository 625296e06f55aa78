import { parseJws } from '../client-keys/parse-jws.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import { algorithmNamed } from '../keys/algorithms.ts'
import type { AuthenticationMethod } from './credentials.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * `client_secret_jwt` and `private_key_jwt`: a JWT about the client, with a MAC under its secret or signed with its key. The client is the one
 * that `sub` names, as RFC7521-4.2 makes `client_id` optional. Nothing is verified here.
 * @see RFC7521-4.2, RFC7523-2.2, OIDCC-9
 */
export const clientAssertion: AuthenticationMethod = {
  names: ['client_secret_jwt', 'private_key_jwt'],
  spec: 'RFC7523-2.2',
  read({ values, authorization }) {
    const text = values.get('client_assertion')
    const type = values.get('client_assertion_type')
    if (text === undefined && type === undefined) return undefined
    if (authorization !== undefined || values.has('client_secret')) throw new OAuthError('client_auth_assertion_beside_another')
    if (type !== assertionType) throw new OAuthError('client_auth_assertion_type', { detail: { expected: assertionType } })
    const form = parseJws(text ?? '')
    if (form.kind === 'refused') {
      const received = form.member === undefined ? form.problem : `${form.problem}: ${form.member}`
      throw new OAuthError('client_auth_assertion_malformed', { detail: { expected: 'a signed JWT', received } })
    }
    const { jws } = form
    const { sub } = jws.claims
    if (typeof sub !== 'string' || sub === '') throw new OAuthError('client_auth_assertion_subject')
    const isMac = algorithmNamed(jws.algorithm)?.family === 'hmac'
    return { method: isMac ? 'client_secret_jwt' : 'private_key_jwt', clientId: sub, jws }
  },
}
