import { argon2Form } from './forms/argon2-form.ts'
import { bcryptForm } from './forms/bcrypt-form.ts'
import { pbkdf2Form } from './forms/pbkdf2-form.ts'
import { scryptForm } from './forms/scrypt-form.ts'
import type { HashForm, PasswordHash } from './hash-form.ts'

const forms: readonly HashForm[] = [argon2Form, pbkdf2Form, scryptForm, bcryptForm]

const formNamed: ReadonlyMap<string, HashForm> = new Map(
  forms.flatMap((form) => form.identifiers.map((identifier) => [identifier, form] as const)),
)

/** Longer texts are not looked at. */
const longest = 512

/** A stored hash, of whatever form. `undefined`: of none that is known, or out of bounds. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const parsed = formOf(text)?.parse(text)
  return typeof parsed === 'object' ? parsed : undefined
}

/**
 * Why a hash of another program cannot be the password of an account: the end of a sentence, which says nothing of the hash. `undefined`:
 * it can. What the other program did to a password before hashing it (another hash, a key) no form can say, and such a password never
 * matches.
 */
export function passwordHashMistake(text: string): string | undefined {
  const form = formOf(text)
  if (form === undefined) {
    return `must be a hash that begins with one of ${[...formNamed.keys()].map((identifier) => `$${identifier}$`).join(', ')}`
  }
  switch (form.parse(text)) {
    case 'malformed':
      return `must be of the form ${form.example}, with salt and tag of usual lengths in base64 without padding`
    case 'costly':
      return `may cost at most ${form.bound}`
    default:
      return undefined
  }
}

function formOf(text: string): HashForm | undefined {
  if (text.length > longest) return undefined
  return formNamed.get(/^\$([a-z0-9-]+)\$/.exec(text)?.[1] ?? '')
}
