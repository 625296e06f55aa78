import type { Fields } from '../../declarations/declaration.ts'
import { flag } from './field-parts.ts'

/** What access tokens the client gets, and which it may exchange. */
export const tokenFields: Fields = {
  accessTokenFormat: {
    label: 'Access Token Format',
    description: 'How access tokens look that are for no resource; a resource says itself how its tokens look',
    type: { type: 'enum', enumName: 'AccessTokenFormat' },
    default: 'sealed',
    update: 'mutable',
  },
  introspectionSignedResponseAlg: {
    label: 'Signature Algorithm of Introspection',
    description: 'Algorithm of signed answers about tokens, where the client wants them; without one RS256',
    type: { type: 'enum', enumName: 'AccessTokenAlgorithm', nullable: true },
    update: 'mutable',
  },
  authorizationDetailsTypes: {
    label: 'Authorization Detail Types',
    description: 'Types of authorization details that the client may send; none means none',
    type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 200 }, maxItems: 100 },
    update: 'mutable',
  },
  exchangeFrom: {
    label: 'Exchanges Tokens of',
    description: 'Ids of the clients whose access tokens this one may exchange for its own once they reach it',
    type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 255 }, maxItems: 100 },
    update: 'mutable',
  },
  exchangeTo: {
    label: 'Reaches by Exchange',
    description: 'Identifiers of resources that it may reach for people by exchange, as far as they allowed it',
    type: { type: 'set', class: { type: 'string', format: 'uri', maxLength: 500 }, maxItems: 100 },
    update: 'mutable',
  },
  mayImpersonate: flag(
    'Impersonation',
    'Tokens that it gets by exchange do not say that it acts, so nobody can tell it from the person',
    false,
  ),
}
