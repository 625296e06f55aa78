import { type CredentialOptions, credentialDefinition } from '../access-credential/credential-definition.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { appPasswordDeclaration } from './app-password-declaration.ts'

/** App passwords of the caller: in place of the password in Basic authentication of management. */
export function appPasswordDefinition(options: CredentialOptions): ManagedDefinition<'AppPassword'> {
  return credentialDefinition(
    { object: 'AppPassword', declaration: appPasswordDeclaration, secret: 'appPassword', idPrefix: 'pwd' },
    options,
  )
}
