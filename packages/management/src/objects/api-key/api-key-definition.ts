import { type CredentialOptions, credentialDefinition } from '../access-credential/credential-definition.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { apiKeyDeclaration } from './api-key-declaration.ts'

/** API keys of the caller: bearers of management calls. */
export function apiKeyDefinition(options: CredentialOptions): ManagedDefinition<'ApiKey'> {
  return credentialDefinition({ object: 'ApiKey', declaration: apiKeyDeclaration, secret: 'apiKey', idPrefix: 'key' }, options)
}
