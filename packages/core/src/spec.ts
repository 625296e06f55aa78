/** Documents that references in code, tables and traces point to. `RFC6749-4.1.3` is section 4.1.3 of RFC 6749. */
const documents = {
  OIDCC: 'https://openid.net/specs/openid-connect-core-1_0.html',
  OIDCD: 'https://openid.net/specs/openid-connect-discovery-1_0.html',
  OIDCR: 'https://openid.net/specs/openid-connect-registration-1_0.html',
  OIDCRPL: 'https://openid.net/specs/openid-connect-rpinitiated-1_0.html',
  OIDCBCL: 'https://openid.net/specs/openid-connect-backchannel-1_0.html',
  OIDCFCL: 'https://openid.net/specs/openid-connect-frontchannel-1_0.html',
  OIDCSM: 'https://openid.net/specs/openid-connect-session-1_0.html',
  CIMD: 'https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document',
  OIDCIUR: 'https://openid.net/specs/openid-connect-prompt-create-1_0.html',
  OMRT: 'https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html',
  CIBA: 'https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html',
  FAPICIBA: 'https://openid.net/specs/openid-financial-api-ciba-ID1.html',
  JARM: 'https://openid.net/specs/oauth-v2-jarm-final.html',
  FAPI1A: 'https://openid.net/specs/openid-financial-api-part-2-1_0.html',
  FAPI2SP: 'https://openid.net/specs/fapi-security-profile-2_0-final.html',
  FAPI2MS: 'https://openid.net/specs/fapi-message-signing-2_0-final.html',
  OFPRM: 'https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html',
  LATCHKEY: 'https://github.com/latchkey/latchkey/blob/main/docs/decisions',
} as const

type Section = `${number}` | `${number}.${string}` | `A.${string}`
type Rfc = `RFC${number}`

/** A section of a specification: `RFC7636-4.6`, `OIDCC-3.1.2.1`; `LATCHKEY-<record>` names a decision record of this project. */
export type SpecReference =
  | `${Rfc}-${Section}`
  | `${Exclude<keyof typeof documents, 'LATCHKEY'>}-${Section}`
  | `LATCHKEY-${string}`

/** The address of the cited document, with the section as its fragment where the publisher has one. */
export function specUrl(reference: SpecReference): string {
  const dash = reference.indexOf('-')
  const prefix = reference.slice(0, dash)
  const section = reference.slice(dash + 1)
  if (prefix.startsWith('RFC')) return `https://www.rfc-editor.org/rfc/rfc${prefix.slice(3)}#section-${section}`
  const document = new Map<string, string>(Object.entries(documents)).get(prefix)
  if (document === undefined) throw new TypeError(`unknown specification prefix ${prefix}`)
  return prefix === 'LATCHKEY' ? `${document}/${section}.md` : document
}
