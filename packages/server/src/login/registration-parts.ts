import type { Clock, CryptoPort } from '@latchkey/core'
import { type Identity, type PasswordPolicy, RegistrationAttempts } from '@latchkey/identity'
import { type AuthenticationSettings, accountsBy } from '@latchkey/management'
import type { Storage } from '@latchkey/storage'
import type { RegisterParts } from './register.route.ts'

/** What the form for an account of one's own works with. */
export function registrationParts(engine: {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly identity: Identity
  readonly storage: Storage
  readonly authentication: () => AuthenticationSettings
}): RegisterParts['registration'] {
  const { clock, crypto, identity, storage, authentication } = engine
  const { accounts, throttle } = storage.identity
  const attempts = new RegistrationAttempts({ clock, crypto, throttle })
  const passwordPolicy = (): PasswordPolicy => passwordPolicyOf(authentication())
  const isVerifiedEmail = async (value: string): Promise<boolean> =>
    (await accountsBy(storage.management.objects, { by: 'email', value })).length > 0
  return {
    policy: () => authentication().selfRegistration,
    passwordPolicy,
    ports: { clock, crypto, identity, accounts, isVerifiedEmail, attempts, passwordPolicy },
  }
}

/** How long new passwords are. */
export function passwordPolicyOf({ passwordMinLength, passwordMaxLength }: AuthenticationSettings): PasswordPolicy {
  return { min: passwordMinLength, max: passwordMaxLength }
}
