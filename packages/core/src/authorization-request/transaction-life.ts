import type { ProviderSettings } from '../settings/provider-settings.ts'

/** Shortest time that a user has for the pages, milliseconds. */
const minTransactionLife = 10 * 60 * 1000

/** How long a request waits for its user, milliseconds. */
export function transactionLife({ authCodeExpiry }: Pick<ProviderSettings, 'authCodeExpiry'>): number {
  return Math.max(authCodeExpiry, minTransactionLife)
}
