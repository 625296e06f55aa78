import type { ManagedDefinition } from '../managed-definition.ts'
import { clientFromWire } from './client-from-wire.ts'
import { clientToWire } from './client-to-wire.ts'
import { oauthClientDeclaration } from './declaration.ts'

/** `x:OAuthClient` as a managed object: clients of administrators and of dynamic registration alike. */
export const oauthClientDefinition: ManagedDefinition<'OAuthClient'> = {
  object: 'OAuthClient',
  declaration: oauthClientDeclaration,
  toWire: clientToWire,
  secretsOf: ({ secrets }) => (secrets.length === 0 ? {} : { secret: secrets.map(({ digest }) => digest).join(' ') }),
  fromWire: clientFromWire,
}
