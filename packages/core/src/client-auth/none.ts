import type { AuthenticationMethod } from './credentials.ts'

/**
 * `none`: a public client names itself; PKCE and the redirect URI are what protects it.
 * @see RFC6749-3.2.1, OIDCC-9
 */
export const none: AuthenticationMethod = {
  names: ['none'],
  spec: 'RFC6749-3.2.1',
  read({ values }) {
    const clientId = values.get('client_id')
    return clientId === undefined ? undefined : { method: 'none', clientId }
  },
}
