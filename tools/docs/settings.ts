import { algorithms } from '../../packages/core/src/keys/algorithms.ts'
import { type Field, fields } from '../../packages/management/src/objects/oidc-provider/fields.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
] as const

/** The `OidcProvider` settings. */
export function settingReference(): ReferenceFile {
  const declared: readonly Field[] = fields
  const rows = declared.map((field) => [`\`${field.name}\``, field.type, defaultOf(field), limitsOf(field), field.description])
  const values = algorithms.flatMap(({ setting, name }) => (setting === undefined ? [] : [[`\`${setting}\``, name]]))
  return {
    path: 'oidc-provider.md',
    text: `${head(
      'OidcProvider',
      'The settings of the provider. A change is in force for the next request. Durations are given as `10m` (`d`, `h`, `m`, `s`, `ms`) or as milliseconds.',
    )}${table(['Field', 'Type', 'Default', 'Limits', 'Meaning'], rows)}

## JwtSignatureAlgorithm

${table(['Value', 'JOSE'], values)}

## SecretKey and SecretText

| Form | Members |
| --- | --- |
| \`{"@type":"Value"}\` (SecretKey), \`{"@type":"Text"}\` (SecretText) | \`secret\`: the secret itself; stored sealed, shown as \`****\` |
| \`{"@type":"EnvironmentVariable"}\` | \`variableName\` |
| \`{"@type":"File"}\` | \`filePath\`; blanks and line breaks at its end do not count |
`,
  }
}

function defaultOf(field: Field): string {
  if (!('default' in field)) return 'required'
  return field.type === 'Duration' ? `\`${inUnits(field.default)}\`` : `\`${field.default}\``
}

function limitsOf(field: Field): string {
  if (field.type === 'UnsignedInt') return `${field.min} to ${field.max}`
  if (field.type === 'Duration') return `more than 0, at most \`${inUnits(field.max)}\``
  return ''
}

function inUnits(milliseconds: number): string {
  const unit = units.find(([size]) => milliseconds % size === 0)
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[0]}${unit[1]}`
}
