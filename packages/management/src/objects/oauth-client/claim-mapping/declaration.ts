import type { EmbeddedDeclaration, FieldDeclaration, Fields, VariantDeclaration } from '../../../declarations/declaration.ts'
import { limits } from './limits.ts'

function text(label: string, description: string, maxLength: number): FieldDeclaration {
  return { label, description, type: { type: 'string', format: 'string', minLength: 1, maxLength }, update: 'mutable' }
}

function flag(label: string, description: string, isOn: boolean): FieldDeclaration {
  return { label, description, type: { type: 'boolean' }, default: isOn, update: 'mutable' }
}

const prefix: FieldDeclaration = {
  label: 'Prefix',
  description: 'Stands before each name',
  type: { type: 'string', format: 'string', maxLength: limits.prefix, nullable: true },
  update: 'mutable',
}

function source(name: string, label: string, fields: Fields): VariantDeclaration {
  return { name, label, schemaName: `x:ClaimSource${name}`, fields }
}

const pathWords = 'a standard claim such as email or address.locality, username, or attributes.NAME'

/** Where the value of a mapped claim comes from. */
const claimSourceDeclaration: EmbeddedDeclaration = {
  name: 'x:ClaimSource',
  description: 'Where the value of a claim comes from; without a value there is no claim',
  shape: {
    variants: [
      source('Attribute', 'What the account has', { path: text('Path', `Of what is released: ${pathWords}`, limits.path) }),
      source('First', 'The first that there is', {
        paths: text('Paths', `Separated by blanks, in order, each ${pathWords}`, limits.text),
      }),
      source('Template', 'A text with values in it', {
        template: text('Template', `A text in which {path} stands for a value, each path ${pathWords}`, limits.text),
      }),
      source('Groups', 'Names of the groups', { prefix }),
      source('Roles', 'Names of the roles', { prefix }),
      source('Text', 'The same text for everybody', { text: text('Text', 'The value of the claim', limits.text) }),
      source('Json', 'The same value for everybody', {
        json: text('JSON', 'The value of the claim: a text, number, true, false, list or object', limits.text),
      }),
    ],
  },
}

/** What a client gets as one claim. */
const claimMappingDeclaration: EmbeddedDeclaration = {
  name: 'x:ClaimMapping',
  description: 'What a client gets as one claim, and where',
  shape: {
    fields: {
      source: {
        label: 'Value',
        description: 'Where the value comes from',
        type: { type: 'object', objectName: 'x:ClaimSource' },
        update: 'mutable',
      },
      idToken: flag('ID Token', 'The claim is in ID tokens', false),
      userinfo: flag('UserInfo', 'The claim is in UserInfo', true),
      accessToken: flag('Access Token', 'The claim is in JWT access tokens and in introspection', false),
      scope: {
        label: 'Scope',
        description: 'The claim is there only where this scope was granted; without one always',
        type: { type: 'string', format: 'string', maxLength: limits.path, nullable: true },
        update: 'mutable',
      },
    },
  },
}

export const claimMappingEmbedded: readonly EmbeddedDeclaration[] = [claimSourceDeclaration, claimMappingDeclaration]

/** The property of `x:OAuthClient`. */
export const claimMappingField: FieldDeclaration = {
  label: 'Claims',
  description: 'Claims that the client gets beside the standard ones, or instead of them, by their names',
  type: {
    type: 'map',
    keyClass: { type: 'string', format: 'string', minLength: 1, maxLength: limits.path },
    valueClass: { type: 'object', objectName: 'x:ClaimMapping' },
  },
  update: 'mutable',
  keyLabel: 'Claim',
  valueLabel: 'Mapping',
}
