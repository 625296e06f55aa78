import type { FieldType } from '@latchkey/management/schema'
import { useConsole } from '../app/console-context.ts'
import { type ControlProps, described } from './field-context.ts'
import { useReferences } from './use-references.ts'

/** Another object, by its name where there are few, else by its id. */
export function ReferenceControl(props: ControlProps<Extract<FieldType, { readonly type: 'objectId' }>>) {
  const { type, value, onChange } = props
  const { words } = useConsole()
  const references = useReferences(type.objectName)
  const chosen = typeof value === 'string' ? value : ''
  if (references === undefined) {
    const change = (text: string): void => onChange(text === '' && type.nullable === true ? null : text)
    return (
      <input
        {...described(props)}
        value={chosen}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value)}
      />
    )
  }
  return (
    <select {...described(props)} value={chosen} onChange={(event) => onChange(event.currentTarget.value || null)}>
      <option value="">{type.nullable === true ? words.unset : words.choose}</option>
      {references.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
      {chosen !== '' && !references.some(({ name }) => name === chosen) && <option value={chosen}>{chosen}</option>}
    </select>
  )
}
