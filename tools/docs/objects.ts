import { permissionName } from '../../packages/management/src/access/permissions.ts'
import type { EnumDeclaration, Fields, ObjectDeclaration } from '../../packages/management/src/declarations/declaration.ts'
import { withManagedBy } from '../../packages/management/src/declarations/managed-by.ts'
import { objectDeclarations, objectRegistry } from '../../packages/management/src/object-catalogue.ts'
import { embeddedForms, type Form, objectForms } from '../../packages/management/src/schema/schema-names.ts'
import { defaultText, typeText } from './field-type.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

const introduction = `Everything that can be managed, with the name of its type, its fields and what may be done with it. In the API the names begin with \`x:\`, as in
\`x:OAuthClient/get\`; on the command line they can be written as \`OAuthClient\`, \`oauth-client\` or \`oauthclient\`.

A duration is answered in milliseconds and can be given as \`10m\` too (\`d\`, \`h\`, \`m\`, \`s\`, \`ms\`). A date and time is \`YYYY-MM-DDTHH:MM:SSZ\`. A set is
\`{"member": true}\`, a list an object with the keys \`0\`, \`1\`, ...; both can be given as an array. A secret is answered as \`****\`, and \`****\` sent back means
unchanged. Fields that are marked can be filtered by, and sorted by unless they are sets; \`text\` finds words in the fields that are searched. An object
is at most 200 kB.`

/** Every object of the API. */
export function objectReference(): ReferenceFile {
  const registry = objectRegistry()
  const embedded = registry.embedded.map(
    (declared) =>
      `## ${declared.name.replace(/^x:/, '')}\n\n${sentence(declared.description)}\n\n${formTexts(embeddedForms(declared))}`,
  )
  return {
    path: 'objects.md',
    text: `${head('Objects', introduction)}${objectDeclarations.map(withManagedBy).map(objectText).join('\n')}
# Embedded objects

Parts of other objects. One that has forms says in \`@type\` which one it has; to change the form, the whole object is given.

${embedded.join('\n')}
# Enums

${registry.enums
  .filter(({ name }) => name !== 'Permission')
  .map(enumText)
  .join('\n')}
## Permission

See [permissions](permissions.md).
`,
  }
}

function objectText(declaration: ObjectDeclaration): string {
  const { name, kind, description, verbs, naturalKey, list } = declaration
  const permissions = verbs.map((verb) => `\`${permissionName(name, verb)}\``).join(', ')
  const facts = [
    kind === 'singleton' ? 'A settings object: there is one, with the id `singleton`.' : undefined,
    `Permissions: ${permissions}.`,
    naturalKey === undefined ? undefined : `In plans it is named by \`${naturalKey}\`.`,
    list === undefined ? undefined : searchText(declaration),
  ]
  return `## ${name}\n\n${sentence(description)} ${facts.filter((fact) => fact !== undefined).join(' ')}\n\n${formTexts(objectForms(declaration))}`
}

function searchText({ fields }: ObjectDeclaration): string {
  const searched = Object.keys(fields).filter((name) => fields[name]?.searched === true)
  return searched.length === 0
    ? 'It has no text to search.'
    : `\`text\` searches ${searched.map((name) => `\`${name}\``).join(', ')}.`
}

function formTexts(forms: readonly Form[]): string {
  return forms
    .map(({ variant, label, fields }) => {
      const title =
        variant === undefined ? '' : `\`{"@type":"${variant}"}\`: ${label}\n${Object.keys(fields).length === 0 ? '' : '\n'}`
      return `${title}${Object.keys(fields).length === 0 ? '' : `${fieldTable(fields)}\n`}`
    })
    .join('\n')
}

function fieldTable(fields: Fields): string {
  const rows = Object.entries(fields).map(([name, field]) => [
    `\`${name}\``,
    typeText(field.type),
    `${defaultText(field)}${field.update === 'immutable' ? ', then fixed' : ''}`,
    field.indexed === true ? 'yes' : '',
    field.description,
  ])
  return table(['Field', 'Type', 'Default', 'Filter', 'Meaning'], rows)
}

function enumText({ name, values }: EnumDeclaration): string {
  const rows = values.map((value) => [
    `\`${value.name}\``,
    value.explanation === undefined ? value.label : `${value.label}: ${value.explanation}`,
  ])
  return `## ${name}\n\n${table(['Value', 'Meaning'], rows)}\n`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
