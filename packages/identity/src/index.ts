export type {
  AccessCredential,
  CredentialId,
  CredentialPermissions,
  Group,
  GroupId,
  RoleId,
  RoleRecord,
} from './access-records.ts'
export { type Account, type AccountPermissions, isAdministrator, type Role, usernameKey } from './account.ts'
export { accountSubjects, type GroupSource } from './account-subjects.ts'
export type { Identity, PasswordInput, PasswordOutcome } from './contract.ts'
export { createIdentity, type IdentityPorts } from './create-identity.ts'
export { newAccount } from './new-account.ts'
export { BoundedQueue, type QueueLimits } from './password/bounded-queue.ts'
export { passwordHashMistake } from './password/password-hash.ts'
export { type PasswordPolicy, PasswordPolicyError, passwordLength } from './password/password-policy.ts'
export { parseDomain } from './registration/login-name.ts'
export {
  type AccountRegistration,
  type RegistrationForm,
  type RegistrationPorts,
  registerAccount,
} from './registration/register-account.ts'
export { RegistrationAttempts } from './registration/registration-attempts.ts'
export type { SelfRegistrationPolicy } from './registration/self-registration-policy.ts'
export { redeemSetup, type SetupInput, type SetupOutcome } from './setup/redeem-setup.ts'
export { findSetupToken, issueSetupToken, type SetupPorts } from './setup/setup-token.ts'
export type { AccountStore, IdentityStores, OneTimeTokenStore, ThrottleStore } from './stores.ts'
export { networkOf } from './throttle/network-of.ts'
export { registrationCounter } from './throttle/registration-counter.ts'
export { UnknownSecrets } from './throttle/unknown-secrets.ts'
export { unknownUserCounter } from './throttle/unknown-user-counter.ts'
export { isUsername } from './username.ts'
