import { type Client, fitsMethod } from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

export type KeyMembers = Pick<Client, 'tokenEndpointAuthMethod' | 'tokenEndpointAuthSigningAlg' | 'jwks' | 'jwksUri'>

/** OIDCR-2, OIDCC-9: where the keys of a client are, and what it authenticates with. */
export function checkKeys(client: KeyMembers): readonly InputIssue[] {
  const { tokenEndpointAuthMethod: method, tokenEndpointAuthSigningAlg: name, jwks, jwksUri } = client
  const issues: InputIssue[] = []
  if (jwks !== undefined && jwksUri !== undefined) issues.push(invalidIssue('jwksUri', 'must not be given beside jwks', jwksUri))
  if ((method === 'private_key_jwt' || method === 'self_signed_tls_client_auth') && jwks === undefined && jwksUri === undefined) {
    issues.push(invalidIssue('tokenEndpointAuthMethod', 'needs the keys of the client, by jwks or jwksUri', method))
  }
  if (name !== undefined && !fitsMethod(name, method)) {
    const rule = 'must be HS256, HS384 or HS512 with client_secret_jwt, and none of them with private_key_jwt'
    issues.push(invalidIssue('tokenEndpointAuthSigningAlg', rule, name))
  }
  return issues
}
