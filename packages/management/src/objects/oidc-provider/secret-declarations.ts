import type { EmbeddedDeclaration, FieldDeclaration, VariantDeclaration } from '../../declarations/declaration.ts'

const secret = {
  label: 'Secret',
  description: 'Password or secret value',
  update: 'mutable',
} as const satisfies Partial<FieldDeclaration>

const environmentVariable: VariantDeclaration = {
  name: 'EnvironmentVariable',
  label: 'Secret read from environment variable',
  schemaName: 'x:SecretKeyEnvironmentVariable',
  fields: {
    variableName: {
      label: 'Variable name',
      description: 'Environment variable name to read the secret from',
      type: { type: 'string', format: 'string', minLength: 1 },
      update: 'mutable',
    },
  },
}

const file: VariantDeclaration = {
  name: 'File',
  label: 'Secret read from file',
  schemaName: 'x:SecretKeyFile',
  fields: {
    filePath: {
      label: 'File path',
      description: 'File path to read the secret from',
      type: { type: 'string', format: 'string', minLength: 1 },
      update: 'mutable',
    },
  },
}

/** A secret of one line. */
export const secretKeyDeclaration: EmbeddedDeclaration = {
  name: 'x:SecretKey',
  description: 'A secret value provided directly, from an environment variable, or from a file.',
  shape: {
    variants: [
      {
        name: 'Value',
        label: 'Secret value',
        schemaName: 'x:SecretKeyValue',
        fields: { secret: { ...secret, type: { type: 'string', format: 'secret', minLength: 1 } } },
      },
      environmentVariable,
      file,
    ],
  },
}

/** A secret of several lines, such as a PEM. */
export const secretTextDeclaration: EmbeddedDeclaration = {
  name: 'x:SecretText',
  description: 'A secret text value provided directly, from an environment variable, or from a file.',
  shape: {
    variants: [
      {
        name: 'Text',
        label: 'Secret value',
        schemaName: 'x:SecretTextValue',
        fields: { secret: { ...secret, type: { type: 'string', format: 'secretText', minLength: 1 } } },
      },
      environmentVariable,
      file,
    ],
  },
}
