import { isUsername } from '../username.ts'
import type { SelfRegistrationPolicy } from './self-registration-policy.ts'

/** Why a login name cannot be had, whoever asks. */
export type LoginNameProblem = 'username_invalid' | 'email_invalid' | 'email_domain'

export type LoginName = { readonly username: string; readonly email?: string } | { readonly problem: LoginNameProblem }

const longestUsername = 64
const longestEmail = 254

/** An atext local part of RFC5321-4.1.2, without quoting: ASCII, so that no two look alike. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const domainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Letters and marks that nobody sees, such as fillers and selectors of variants, and the pattern of Braille without dots. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u2800]/u

/** Alphabets whose letters pass for each other. */
const alphabets = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Armenian}/u,
]

/**
 * The name that somebody chose for an account of their own. A user name has no `@`, so that nobody can have the address of another person
 * for a name, only what can be seen, and letters of one alphabet, so that none is made to look like another; an administrator may give any name that `isUsername`
 * allows.
 */
export function parseLoginName(typed: string, policy: Pick<SelfRegistrationPolicy, 'loginName' | 'domains'>): LoginName {
  // Compatibility forms pass for plain letters.
  const text = typed.trim().normalize('NFKC')
  if (policy.loginName === 'email') return parseEmailName(text, policy.domains)
  const isShown = isUsername(text) && !unseen.test(text) && !mixesAlphabets(text)
  const isAllowed = isShown && text.length <= longestUsername && !text.includes('@')
  return isAllowed ? { username: text } : { problem: 'username_invalid' }
}

function parseEmailName(text: string, domains: readonly string[] | undefined): LoginName {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const domain = at === -1 ? undefined : parseDomain(text.slice(at + 1))
  if (domain === undefined || local.length > longestUsername || !localPart.test(local)) return { problem: 'email_invalid' }
  const email = `${local}@${domain}`
  if (email.length > longestEmail) return { problem: 'email_invalid' }
  return domains === undefined || domains.includes(domain) ? { username: email, email } : { problem: 'email_domain' }
}

/** A host name of at least two labels in lower case, in the form of RFC5890-2.3.2.1 if it is international. */
export function parseDomain(text: string): string | undefined {
  if (/[\s/\\?#:@[\]%]/.test(text)) return undefined
  const hostname = URL.parse(`http://${text}`)?.hostname
  return hostname !== undefined && domainName.test(hostname) ? hostname : undefined
}

function mixesAlphabets(text: string): boolean {
  return alphabets.filter((alphabet) => alphabet.test(text)).length > 1
}
