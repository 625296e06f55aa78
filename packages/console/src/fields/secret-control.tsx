import type { FieldType } from '@latchkey/management/schema'
import { useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { mask } from '../values/json.ts'
import { type ControlProps, described } from './field-context.ts'

/** A secret that is set is never shown; it stays as long as nobody says that they want another one. */
export function SecretControl(props: ControlProps<Extract<FieldType, { readonly type: 'string' }>>) {
  const { type, value, onChange, label } = props
  const { words } = useConsole()
  const [wasSet] = useState(value === mask)
  if (value === mask) {
    return (
      <div class="secret" id={props.id}>
        <span aria-describedby={props.describedBy}>{words.secretSet}</span>
        <button type="button" aria-label={`${words.replaceSecret}: ${label}`} onClick={() => onChange('')}>
          {words.replaceSecret}
        </button>
      </div>
    )
  }
  const shown = typeof value === 'string' ? value : ''
  const change = (text: string): void => onChange(text === '' && type.nullable === true ? null : text)
  const attributes = { ...described(props), 'aria-label': label, value: shown, spellcheck: false } as const
  const isCurrent = /current/i.test(props.path)
  return (
    <div class="secret">
      {type.format === 'secretText' ? (
        <textarea {...attributes} rows={4} autocomplete="off" onInput={(event) => change(event.currentTarget.value)} />
      ) : (
        <input
          {...attributes}
          type="password"
          autocomplete={isCurrent ? 'current-password' : 'new-password'}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
      {wasSet && (
        <button type="button" onClick={() => onChange(mask)}>
          {words.keepSecret}
        </button>
      )}
    </div>
  )
}
