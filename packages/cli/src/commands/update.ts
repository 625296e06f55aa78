import { type Command, UsageError } from '../command.ts'
import { describeSetError } from '../describe-set-error.ts'
import { looseNumber, parseFields } from '../field-values.ts'
import { checkSingletonId, fieldPointer, objectNamed } from './settings-object.ts'

/** Changes a settings object. */
export const update: Command = {
  name: 'update',
  positionals: 'OBJECT [ID]',
  summary: 'Change a settings object; a running server has the change within a second.',
  notes: [
    'Durations are milliseconds or have a unit: --field accessTokenExpiry=1h. Nested values are JSON or paths:',
    `--field encryptionKey='{"@type":"File","filePath":"/run/secrets/key"}'`,
  ],
  flags: { field: { form: 'NAME=VALUE', isRepeatable: true, description: 'New value of a field.' } },
  async run({ given, isJson, open, print, complain }) {
    const object = objectNamed(given.positionals[0])
    checkSingletonId(given.positionals[1])
    const fields = parseFields(given.values('field'))
    if (fields.size === 0) throw new UsageError('give at least one --field NAME=VALUE')
    const latchkey = await open()
    const patch = Object.fromEntries(
      [...fields].map(([name, text]) => {
        const pointer = fieldPointer(latchkey, name)
        // Members of a secret are text, whatever they look like.
        return [pointer, pointer.includes('/') ? text : looseNumber(text)]
      }),
    )
    const result = await latchkey.settings.set(patch)
    if (!result.updated) {
      for (const line of describeSetError(result.error)) complain(line)
      return 1
    }
    print(isJson ? JSON.stringify({ updated: { singleton: null } }) : `Updated ${object} singleton`)
    return 0
  },
}
