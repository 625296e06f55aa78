import type { Client } from '../clients/client.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import { isSameName, parseDistinguishedName } from './distinguished-name.ts'
import { canonicalAddress } from './ip-address.ts'

/** Members of a record that say by what its certificate is recognised, with their names on the wire (RFC8705-2.1.2). */
export const subjectMembers = [
  ['tlsClientAuthSubjectDn', 'tls_client_auth_subject_dn'],
  ['tlsClientAuthSanDns', 'tls_client_auth_san_dns'],
  ['tlsClientAuthSanUri', 'tls_client_auth_san_uri'],
  ['tlsClientAuthSanIp', 'tls_client_auth_san_ip'],
  ['tlsClientAuthSanEmail', 'tls_client_auth_san_email'],
] as const satisfies readonly (readonly [keyof Client, string])[]

/** What of a record says which certificate is its client's. */
export type RegisteredSubject = Pick<Client, (typeof subjectMembers)[number][0]>

/** How each member is compared with a certificate. Every alternative name of its kind counts, wildcards are names like others. */
const comparisons: Readonly<
  Record<(typeof subjectMembers)[number][0], (wanted: string, certificate: ClientCertificate) => boolean>
> = {
  tlsClientAuthSubjectDn(wanted, { subject }) {
    const name = parseDistinguishedName(wanted)
    return name !== undefined && isSameName(name, subject)
  },
  tlsClientAuthSanDns: (wanted, { dnsNames }) => dnsNames.some((name) => asciiLower(name) === asciiLower(wanted)),
  tlsClientAuthSanUri: (wanted, { uris }) => uris.includes(wanted),
  tlsClientAuthSanIp(wanted, { addresses }) {
    const address = canonicalAddress(wanted)
    return address !== undefined && addresses.some((each) => canonicalAddress(each) === address)
  },
  tlsClientAuthSanEmail: (wanted, { emails }) => emails.some((email) => mailbox(email) === mailbox(wanted)),
}

/** The names of the members that a record has. */
export function registeredSubjects(client: RegisteredSubject): readonly (typeof subjectMembers)[number][] {
  return subjectMembers.filter(([member]) => client[member] !== undefined)
}

/**
 * Whether a certificate has the one subject that its client registered. A record with none or several matches nothing.
 * @see RFC8705-2.1.2
 */
export function hasRegisteredSubject(client: RegisteredSubject, certificate: ClientCertificate): boolean {
  const [only, ...others] = registeredSubjects(client)
  if (only === undefined || others.length > 0) return false
  const [member] = only
  return comparisons[member](client[member] ?? '', certificate)
}

/** RFC5280-7.5: the host of a mailbox is compared without case, what is before it with. */
function mailbox(email: string): string {
  const at = email.lastIndexOf('@')
  return at === -1 ? email : email.slice(0, at) + asciiLower(email.slice(at))
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
