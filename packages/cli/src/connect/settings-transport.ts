import type { JsonObject, Management } from '@latchkey/management'
import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import type { LocalLatchkey } from '@latchkey/server'
import { Failure } from '../command.ts'
import { objectOf } from './jmap.ts'
import { localTransport } from './local-transport.ts'
import type { Transport } from './transport.ts'

/** Interim: the settings object alone, until the installation has the management facade. */
export function transportOf(latchkey: LocalLatchkey, description: string): Transport {
  if ('management' in latchkey) return localTransport(latchkey.management as Management, description)
  const missing = (): never => {
    throw new Failure('not available yet')
  }
  return {
    description,
    isLocal: true,
    schema: async () => schemaOf(latchkey),
    session: async () => ({}),
    async call([call]) {
      const [name, args, id] = call ?? ['', {}, '']
      if (name === 'x:OidcProvider/get') {
        const names = args['properties'] as readonly string[] | null
        const all = latchkey.settings.get() as JsonObject
        const object = Object.fromEntries(Object.entries(all).filter(([field]) => names === null || names.includes(field)))
        return [[name, { list: [{ id: 'singleton', ...object }], notFound: [] }, id]]
      }
      const result = await latchkey.settings.set(objectOf(objectOf(args['update'])['singleton']))
      const answer = result.updated ? { updated: { singleton: null } } : { notUpdated: { singleton: result.error } }
      return [[name, answer as unknown as JsonObject, id]]
    },
    plan: missing,
    snapshot: missing,
    rollback: missing,
    verifyAudit: missing,
  }
}

function schemaOf(latchkey: LocalLatchkey): SchemaDocument {
  const types = (field: LocalLatchkey['settingsFields'][number]): FieldType => {
    if (field.type === 'UnsignedInt') return { type: 'number', format: 'unsignedInteger' }
    if (field.type === 'Duration') return { type: 'number', format: 'duration' }
    if (field.type === 'Boolean') return { type: 'boolean' }
    if (field.type === 'JwtSignatureAlgorithm') return { type: 'enum', enumName: field.type }
    return { type: 'object', objectName: 'x:SecretKey' }
  }
  const text = { description: '', type: { type: 'string', format: 'string' }, update: 'mutable' } as const
  const properties = Object.fromEntries(
    latchkey.settingsFields.map((field) => [
      field.name,
      { description: field.description, type: types(field), update: 'mutable' as const },
    ]),
  )
  return {
    objects: {
      'x:OidcProvider': { type: 'singleton', description: '', permissionPrefix: 'sysOidcProvider', verbs: ['Get', 'Update'] },
    },
    schemas: {
      'x:OidcProvider': { type: 'single', schemaName: 'x:OidcProvider' },
      'x:SecretKey': { type: 'single', schemaName: 'x:SecretKey' },
    },
    fields: {
      'x:OidcProvider': { properties },
      'x:SecretKey': { properties: { secret: text, variableName: text, filePath: text } },
    },
    forms: {},
    lists: {},
    enums: {},
    dashboards: [],
    layouts: [],
  }
}
