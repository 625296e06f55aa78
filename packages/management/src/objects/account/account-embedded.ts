import type { EmbeddedDeclaration, FieldDeclaration } from '../../declarations/declaration.ts'

function part(label: string, description: string): FieldDeclaration {
  return { label, description, type: { type: 'string', format: 'text', maxLength: 1024, nullable: true }, update: 'mutable' }
}

/** A postal address, OIDCC-5.1.1. */
export const addressDeclaration: EmbeddedDeclaration = {
  name: 'x:PostalAddress',
  description: 'A postal address, released as address',
  shape: {
    fields: {
      formatted: part('Address', 'The whole address, several lines allowed'),
      streetAddress: part('Street', 'Street and number, several lines allowed'),
      locality: part('City', 'City or locality'),
      region: part('Region', 'State, province or region'),
      postalCode: part('Postal code', 'Postal code'),
      country: part('Country', 'Name of the country'),
    },
  },
}

/** What an account signs in with. */
export const credentialDeclaration: EmbeddedDeclaration = {
  name: 'x:Credential',
  description: 'What an account signs in with; its API keys and app passwords are objects of their own',
  shape: {
    variants: [
      {
        name: 'Password',
        label: 'Password',
        schemaName: 'x:CredentialPassword',
        fields: {
          credentialId: {
            label: 'Id',
            description: 'Id of the credential within the account',
            type: { type: 'string', format: 'string', nullable: true },
            update: 'serverSet',
          },
          secret: {
            label: 'Password',
            description: 'Setting it ends every session of the account and revokes every grant',
            type: { type: 'string', format: 'secret', nullable: true },
            update: 'mutable',
          },
          secretHash: {
            label: 'Hash',
            description:
              'Instead of the password its hash from another program: Argon2, bcrypt, scrypt or PBKDF2; never given out, and replaced when the person signs in',
            type: { type: 'string', format: 'secret', maxLength: 512, nullable: true },
            update: 'mutable',
          },
          changedAt: {
            label: 'Set',
            description: 'When the password was set',
            type: { type: 'utcDateTime', nullable: true },
            update: 'serverSet',
          },
        },
      },
    ],
  },
}
