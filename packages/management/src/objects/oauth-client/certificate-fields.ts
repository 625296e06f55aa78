import type { FieldDeclaration, Fields } from '../../declarations/declaration.ts'
import { flag } from './field-parts.ts'

function subjectField(label: string, description: string): FieldDeclaration {
  return { label, description, type: { type: 'string', format: 'string', maxLength: 2048, nullable: true }, update: 'mutable' }
}

/** What a client says about its certificates (RFC8705-2.1.2, RFC8705-3.4). */
export const certificateFields: Fields = {
  tlsClientAuthSubjectDn: subjectField(
    'Certificate Subject',
    'Distinguished name of the client certificate, such as CN=billing,O=Example,C=DE; one of the five certificate names at most',
  ),
  tlsClientAuthSanDns: subjectField('Certificate DNS Name', 'DNS name among the subject alternative names of the certificate'),
  tlsClientAuthSanUri: subjectField('Certificate URI', 'URI among the subject alternative names of the certificate'),
  tlsClientAuthSanIp: subjectField('Certificate Address', 'IP address among the subject alternative names of the certificate'),
  tlsClientAuthSanEmail: subjectField(
    'Certificate Email',
    'Email address among the subject alternative names of the certificate',
  ),
  tlsClientCertificateBoundAccessTokens: flag(
    'Tokens Bound to the Certificate',
    'The client gets tokens only with a certificate, and they are of no use without it',
    false,
  ),
}
