import type { FieldType } from '@latchkey/management/schema'
import { useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { formatDuration, parseDuration } from '../values/durations.ts'
import { fromLocalInput, toLocalInput } from '../values/times.ts'
import { type ControlProps, described } from './field-context.ts'

type Of<Kind extends FieldType['type']> = Extract<FieldType, { readonly type: Kind }>

const inputTypes: Readonly<Record<string, string>> = { emailAddress: 'email', uri: 'url', color: 'color' }

/** A text of one line, or of several where the schema says so. */
export function TextControl(props: ControlProps<Of<'string'>>) {
  const { type, value, onChange, placeholder } = props
  const shown = typeof value === 'string' ? value : ''
  const change = (text: string): void => onChange(text === '' && type.nullable === true ? null : text)
  const attributes = { ...described(props), value: shown, placeholder, spellcheck: false, autocomplete: 'off' } as const
  if (type.format === 'text' || type.format === 'html') {
    return <textarea {...attributes} rows={4} onInput={(event) => change(event.currentTarget.value)} />
  }
  return <input {...attributes} type={inputTypes[type.format] ?? 'text'} onInput={(event) => change(event.currentTarget.value)} />
}

/** A number, or a duration as people write it. What is neither is sent as it was typed, and the server says what it wants. */
export function NumberControl(props: ControlProps<Of<'number'>>) {
  const { type, value, onChange, placeholder } = props
  const isDuration = type.format === 'duration'
  const written = (): string =>
    typeof value !== 'number' ? String(value ?? '') : isDuration ? formatDuration(value) : String(value)
  const [text, setText] = useState(written)
  const parsed = parsedNumber(text, type)
  const shown = parsed === value ? text : written()
  const onInput = (typed: string): void => {
    setText(typed)
    onChange(parsedNumber(typed, type))
  }
  return (
    <input
      {...described(props)}
      value={shown}
      placeholder={placeholder}
      inputMode={isDuration ? 'text' : 'decimal'}
      class="short"
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onInput(event.currentTarget.value)}
      onBlur={() => setText(written())}
    />
  )
}

function parsedNumber(text: string, { format, nullable }: Of<'number'>): number | string | null {
  const trimmed = text.trim()
  if (trimmed === '') return nullable === true ? null : ''
  if (format === 'duration') return parseDuration(trimmed) ?? trimmed
  return /^-?\d{1,16}(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed
}

/** A switch with two positions. */
export function BooleanControl(props: ControlProps<Of<'boolean'>>) {
  const { value, onChange } = props
  return (
    <input
      {...described(props)}
      type="checkbox"
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** One of the values of the schema, with its label. */
export function EnumControl(props: ControlProps<Of<'enum'>>) {
  const { type, value, onChange } = props
  const { schema, words } = useConsole()
  const values = schema.enums[type.enumName] ?? []
  const chosen = typeof value === 'string' ? value : ''
  return (
    <select {...described(props)} value={chosen} onChange={(event) => onChange(event.currentTarget.value || null)}>
      {(type.nullable === true || chosen === '') && (
        <option value="">{type.nullable === true ? words.unset : words.choose}</option>
      )}
      {values.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** A time in the zone of the browser. */
export function TimeControl(props: ControlProps<Of<'utcDateTime'>>) {
  const { value, onChange } = props
  return (
    <input
      {...described(props)}
      type="datetime-local"
      step={1}
      class="short"
      value={toLocalInput(typeof value === 'string' ? value : null)}
      onChange={(event) => onChange(fromLocalInput(event.currentTarget.value))}
    />
  )
}
