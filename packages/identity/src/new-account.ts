import type { AccountId, Clock, RandomBytes, StandardClaims, Subject } from '@latchkey/core'
import type { Account, Role } from './account.ts'

const idLength = 15
const subjectLength = 16

/** An account with new random identifiers; validated by the caller, stored by the caller. `sub` says nothing about its owner. */
export function newAccount(
  ports: { readonly clock: Clock; readonly randomBytes: RandomBytes },
  input: {
    readonly username: string
    readonly roles: readonly Role[]
    readonly claims: StandardClaims
    readonly passwordHash?: string
  },
): Account {
  const now = ports.clock()
  const accountId: AccountId = `acc_${randomText(ports.randomBytes, idLength)}`
  return {
    accountId,
    subject: randomText(ports.randomBytes, subjectLength) as Subject,
    username: input.username,
    disabled: false,
    roles: input.roles,
    claims: input.claims,
    ...(input.passwordHash === undefined ? {} : { passwordHash: input.passwordHash, passwordChangedAt: now }),
    createdAt: now,
    updatedAt: now,
  }
}

function randomText(randomBytes: RandomBytes, length: number): string {
  return Buffer.from(randomBytes(length)).toString('base64url')
}
