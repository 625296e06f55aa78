import { definedMembers } from '@latchkey/core'
import { type Account, passwordHashMistake } from '@latchkey/identity'
import type { SetError } from '../../contract.ts'
import { mask } from '../../declarations/parse-scalar.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import type { WriteContext } from '../managed-definition.ts'
import { invalidIssue, requiredIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { type PasswordMembers, passwordChangeTime, setPassword } from './password-change.ts'

/** Where the password of an account is on the wire. */
export const passwordPointer = 'credentials/0/secret'
const hashPointer = 'credentials/0/secretHash'

type Context = Pick<WriteContext, 'crypto' | 'identity' | 'now'>
type Outcome = { readonly members: PasswordMembers } | { readonly error: SetError }

/**
 * What an account has of its password once its credentials are these. What it has already, said again, changes nothing, so that a plan can
 * be applied twice: the same password, the mask of one, and the hash that was set last, though it was renewed or the person has chosen
 * another password since. An import that is repeated brings no old password back.
 */
export async function credentialFromWire(
  credentials: JsonValue | undefined,
  previous: Account | undefined,
  context: Context,
): Promise<Outcome> {
  const credential = isJsonObject(credentials) ? Object.values(credentials)[0] : undefined
  if (!isJsonObject(credential)) {
    // Who takes the password away ends what was begun with it; what never had one keeps no trace of it.
    const hadPassword = previous?.passwordHash !== undefined
    return {
      members: hadPassword
        ? { passwordChangedAt: passwordChangeTime(previous, context.now) }
        : kept(previous, ['passwordChangedAt']),
    }
  }
  const secret = textOf(credential['secret'])
  const secretHash = textOf(credential['secretHash'])
  const hash = previous?.passwordHash
  if (secretHash !== undefined) {
    if (secret !== undefined) return mistake(hashPointer, 'must not be given beside a secret')
    return setHash(secretHash, previous, context)
  }
  if (secret === undefined) {
    if (hash === undefined || credential['secret'] !== mask) return { error: setErrorOfIssues([requiredIssue(passwordPointer)]) }
    return { members: kept(previous, everyMember) }
  }
  if (hash !== undefined && (await context.identity.isPassword(secret, hash))) return { members: kept(previous, everyMember) }
  const changed = await setPassword(secret, passwordPointer, { ...context, previous })
  return 'error' in changed ? changed : { members: { ...kept(previous, ['importedHash']), ...changed.members } }
}

const everyMember = ['passwordHash', 'passwordChangedAt', 'importedHash'] as const

/** A hash is subject to no policy: nobody knows the password that it is of. */
function setHash(secretHash: string, previous: Account | undefined, { crypto, now }: Context): Outcome {
  const rule = passwordHashMistake(secretHash)
  if (rule !== undefined) return mistake(hashPointer, rule)
  const importedHash = crypto.digest(secretHash)
  if (previous?.passwordHash !== undefined && previous.importedHash === importedHash)
    return { members: kept(previous, everyMember) }
  return { members: { passwordHash: secretHash, passwordChangedAt: passwordChangeTime(previous, now), importedHash } }
}

/** A value that says something. */
function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== mask ? value : undefined
}

function mistake(pointer: string, rule: string): Outcome {
  return { error: setErrorOfIssues([invalidIssue(pointer, rule, mask)]) }
}

function kept(previous: Account | undefined, names: readonly (keyof PasswordMembers)[]): PasswordMembers {
  return definedMembers(Object.fromEntries(names.map((name) => [name, previous?.[name]])))
}
