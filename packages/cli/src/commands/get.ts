import type { Command } from '../command.ts'
import { formatDuration } from '../format-duration.ts'
import { checkSingletonId, fieldPointer, objectNamed } from './settings-object.ts'

/** Shows a settings object. */
export const get: Command = {
  name: 'get',
  positionals: 'OBJECT [ID]',
  summary: 'Show a settings object, such as oidc-provider.',
  flags: { fields: { form: 'A,B', description: 'Only these fields.' } },
  async run({ given, isJson, open, print }) {
    const object = objectNamed(given.positionals[0])
    checkSingletonId(given.positionals[1])
    const latchkey = await open()
    const wire = latchkey.settings.get()
    const wanted = given
      .value('fields')
      ?.split(',')
      .map((name) => fieldPointer(latchkey, name.trim()))
    const shown = Object.entries(wire).filter(([name]) => wanted === undefined || wanted.includes(name))
    if (isJson) {
      print(JSON.stringify(Object.fromEntries(shown)))
      return 0
    }
    print(object)
    const width = Math.max(...shown.map(([name]) => name.length))
    for (const [name, value] of shown) {
      const isDuration = latchkey.settingsFields.find((field) => field.name === name)?.type === 'Duration'
      print(`  ${name.padEnd(width)}  ${isDuration ? formatDuration(Number(value)) : textOf(value)}`)
    }
    return 0
  },
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
