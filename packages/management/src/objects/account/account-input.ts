import type { StandardClaims } from '@latchkey/core'
import { isUsername } from '@latchkey/identity'
import * as v from 'valibot'
import { parsed } from '../parsed-schema.ts'
import { claimRules } from './claim-rules.ts'
import { usernameRule } from './username-rule.ts'

type ClaimEntries = {
  readonly [Name in keyof typeof claimRules]: v.OptionalSchema<
    v.GenericSchema<unknown, NonNullable<StandardClaims[Name]>>,
    undefined
  >
}

/** The standard claims, in their wire form. */
export const claimsInput = v.strictObject(
  Object.fromEntries(
    Object.entries(claimRules).map(([name, { parse, rule }]) => [name, v.optional(parsed<unknown>(parse, rule))]),
  ) as ClaimEntries,
  'must be an object of standard claims',
)

/** What an administrator can say of a new account; each member declared once. */
export const accountInput = v.object({
  username: parsed((value) => (typeof value === 'string' && isUsername(value) ? value : undefined), usernameRule),
  password: v.optional(parsed((value) => (typeof value === 'string' ? value : undefined), 'must be a text')),
  roles: v.optional(v.array(v.picklist(['administrator'], 'may hold administrator'), 'must be a list of roles'), []),
  claims: v.optional(claimsInput, {}),
})

export type AccountInput = v.InferOutput<typeof accountInput>

/** Properties whose values are never said back. */
export const secretProperties: ReadonlySet<string> = new Set(['password'])
