import type { ProviderSettings } from '@latchkey/core'
import { declarationRegistry } from '../../declarations/registry.ts'
import { oidcProviderDeclaration, oidcProviderEmbedded, oidcProviderEnums } from './declaration.ts'
import type { SecretSource } from './secret-source.ts'

/** The object with typed members: durations in milliseconds, secrets in clear, so it stays in memory. */
export type OidcProviderDocument = Omit<ProviderSettings, 'encryptionKey' | 'signatureKey'> & {
  readonly encryptionKey: SecretSource
  readonly signatureKey: SecretSource
}

/** What patching and validating the object need. */
export const oidcProviderTarget = {
  declaration: oidcProviderDeclaration,
  registry: declarationRegistry({ embedded: oidcProviderEmbedded, enums: oidcProviderEnums }),
}
