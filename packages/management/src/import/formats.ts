import { accountLines } from './accounts/account-lines.ts'
import { auth0Users } from './auth0/auth0-users.ts'
import type { ImportOptions, Translator } from './contract.ts'
import { keycloakRealm } from './keycloak/keycloak-realm.ts'
import type { Translation } from './translation.ts'

/** What can be imported: a row is all that is known of a format outside its folder. */
export interface ImportFormat {
  readonly name: 'keycloak' | 'auth0' | 'accounts'
  /** `documents`: a file is one value; `lines`: each line of it is one. */
  readonly reads: 'documents' | 'lines'
  begin(translation: Translation, options: ImportOptions): Translator
}

export const importFormats: readonly ImportFormat[] = [
  { name: 'keycloak', reads: 'documents', begin: keycloakRealm },
  { name: 'auth0', reads: 'lines', begin: auth0Users },
  { name: 'accounts', reads: 'lines', begin: accountLines },
]
