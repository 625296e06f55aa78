export { type Account, type Role, usernameKey } from './account.ts'
export type { Identity, PasswordInput, PasswordOutcome } from './contract.ts'
export type { AccountStore, IdentityStores, OneTimeTokenStore, ThrottleStore } from './stores.ts'
