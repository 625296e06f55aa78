import { type Client, findSubjectMistake, parseResponseType, type RegisteredSubject } from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

export type CertificateMembers = RegisteredSubject &
  Pick<Client, 'tokenEndpointAuthMethod' | 'tlsClientCertificateBoundAccessTokens' | 'responseTypes'>

/** RFC8705-2.1.2, RFC8705-6.4: by what a certificate is recognised, and what can be bound to it. */
export function checkCertificate(client: CertificateMembers): readonly InputIssue[] {
  const issues: InputIssue[] = []
  const method = client.tokenEndpointAuthMethod
  const mistake = findSubjectMistake(client)
  if (mistake === 'missing') {
    issues.push(invalidIssue('tokenEndpointAuthMethod', 'needs a subject or an alternative name of the certificate', method))
  }
  if (mistake === 'repeated') {
    const rule = 'must be the only one of the names that the certificate is recognised by'
    const [property = 'tlsClientAuthSubjectDn'] = subjectProperties.filter((name) => client[name] !== undefined).slice(1)
    issues.push(invalidIssue(property, rule, client[property]))
  }
  const hasFrontToken = client.responseTypes.some((type) => parseResponseType(type)?.token === true)
  if (client.tlsClientCertificateBoundAccessTokens === true && hasFrontToken) {
    const rule = 'must be false for a client that gets access tokens through the browser'
    issues.push(invalidIssue('tlsClientCertificateBoundAccessTokens', rule, true))
  }
  return issues
}

const subjectProperties = [
  'tlsClientAuthSubjectDn',
  'tlsClientAuthSanDns',
  'tlsClientAuthSanUri',
  'tlsClientAuthSanIp',
  'tlsClientAuthSanEmail',
] as const satisfies readonly (keyof RegisteredSubject)[]
