import type { FieldType } from '@latchkey/management/schema'
import { useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { emptyOf, type Form, type FormField, fieldsOf, formOf, formsOf, newValue } from '../schema/forms.ts'
import { messageAt, type Refusal } from '../schema/set-errors.ts'
import { formatDuration } from '../values/durations.ts'
import { isJsonObject, type Json, type JsonObject, withMember } from '../values/json.ts'
import { controlId } from './field-context.ts'
import { ReferenceControl } from './reference-control.tsx'
import { SecretControl } from './secret-control.tsx'
import { SetControl } from './set-control.tsx'
import { ShownValue } from './shown-value.tsx'
import { BooleanControl, EnumControl, NumberControl, TextControl, TimeControl } from './simple-controls.tsx'

export interface FieldProps {
  readonly field: FormField
  readonly path: string
  readonly value: Json
  readonly onChange: (value: Json) => void
  readonly refused: Refusal['fields']
  readonly isReadOnly: boolean
}

/** Types of which one element is the control, so that a label can name it. */
const groups: ReadonlySet<FieldType['type']> = new Set(['set', 'object', 'objectList', 'map'])
const nested: ReadonlySet<FieldType['type']> = new Set(['object', 'objectList', 'map'])

/** One field of a form: label, control, what it is for, and what the server says is wrong with it. */
export function Field(props: FieldProps) {
  const { field, path, value, refused, isReadOnly } = props
  const { words } = useConsole()
  const { label, description, type } = field
  const id = controlId(path)
  const message = messageAt(refused, path, !nested.has(type.type))
  const range = rangeOf(type, words.range)
  const help = (
    <>
      <p class="help" id={`${id}-help`}>
        {description}
        {range !== undefined && <span class="muted"> · {range}</span>}
        {isUnreadDuration(type, value) && <strong> · {words.durationHint}</strong>}
        {type.type === 'utcDateTime' && !isReadOnly && <span class="muted"> · {words.localTime}</span>}
      </p>
      {message !== undefined && (
        <p class="field-problem" id={`${id}-problem`}>
          {message}
        </p>
      )}
    </>
  )
  if (isReadOnly) {
    return (
      <div class="field shown">
        <span class="label">{label}</span>
        <ShownValue type={type} value={value} />
        <p class="help">{description}</p>
      </div>
    )
  }
  const describedBy = message === undefined ? `${id}-help` : `${id}-problem ${id}-help`
  const control = <Control {...props} id={id} describedBy={describedBy} isInvalid={message !== undefined} />
  if (type.type === 'boolean') {
    return (
      <div class="field switch">
        <div class="beside">
          {control}
          <label for={id}>{label}</label>
        </div>
        {help}
      </div>
    )
  }
  if (groups.has(type.type) || isSecret(type)) {
    return (
      <fieldset class="field" aria-describedby={describedBy}>
        <legend>{label}</legend>
        {control}
        {help}
      </fieldset>
    )
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {control}
      {help}
    </div>
  )
}

interface Shape {
  readonly id: string
  readonly describedBy: string
  readonly isInvalid: boolean
}

function Control(props: FieldProps & Shape) {
  const { field, path, value, onChange, id, describedBy, isInvalid } = props
  const { label, placeholder } = field
  const own = { path, value, onChange, id, describedBy, isInvalid, label, placeholder }
  switch (field.type.type) {
    case 'boolean':
      return <BooleanControl {...own} type={field.type} />
    case 'number':
      return <NumberControl {...own} type={field.type} />
    case 'enum':
      return <EnumControl {...own} type={field.type} />
    case 'utcDateTime':
      return <TimeControl {...own} type={field.type} />
    case 'objectId':
      return <ReferenceControl {...own} type={field.type} />
    case 'set':
      return <SetControl {...own} type={field.type} />
    case 'object':
      return <ObjectControl {...props} objectName={field.type.objectName} isNullable={field.type.nullable === true} />
    case 'objectList':
      return <EntriesControl {...props} memberType={{ type: 'object', objectName: field.type.objectName }} />
    case 'map':
      return <EntriesControl {...props} memberType={field.type.valueClass} keyType={field.type.keyClass} />
    default:
      return isSecret(field.type) ? <SecretControl {...own} type={field.type} /> : <TextControl {...own} type={field.type} />
  }
}

/** A duration that is being typed and is none yet: what one looks like helps now, and only now. */
function isUnreadDuration(type: FieldType, value: Json): boolean {
  return type.type === 'number' && type.format === 'duration' && typeof value === 'string'
}

function isSecret(type: FieldType): boolean {
  return type.type === 'string' && (type.format === 'secret' || type.format === 'secretText')
}

function rangeOf(type: FieldType, range: (from: string, to: string) => string): string | undefined {
  if (type.type !== 'number' || type.min === undefined || type.max === undefined) return undefined
  const shown = (limit: number): string => (type.format === 'duration' ? formatDuration(limit) : String(limit))
  return range(shown(type.min), shown(type.max))
}

/** An embedded object: the choice between its forms, and the fields of the one that is chosen. */
function ObjectControl(props: FieldProps & Pick<Shape, 'id'> & { readonly objectName: string; readonly isNullable: boolean }) {
  const { path, value, onChange, objectName, isNullable, id, field } = props
  const { schema, words } = useConsole()
  const [initial] = useState(value)
  const forms = formsOf(schema, objectName)
  const form = value === null ? undefined : formOf(forms, value)
  const chosen = form === undefined ? '' : (form.variant ?? 'only')
  const choose = (variant: string): void => {
    // Coming back to the form that it had finds what it held, a secret that is set among it.
    const wasThat = isJsonObject(initial) && (initial['@type'] ?? 'only') === variant
    const next = forms.find((one) => (one.variant ?? 'only') === variant)
    if (wasThat) onChange(initial)
    else onChange(next === undefined ? null : newValue(next))
  }
  return (
    <div class="embedded" id={id} tabIndex={-1}>
      {(forms.length > 1 || isNullable) && (
        <select
          aria-label={`${field.label}: ${words.kind}`}
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {isNullable && <option value="">{words.unset}</option>}
          {forms.map(({ variant, label }) => (
            <option key={variant ?? 'only'} value={variant ?? 'only'}>
              {label}
            </option>
          ))}
        </select>
      )}
      {form !== undefined && isJsonObject(value) && (
        <FormFields {...props} form={form} value={value} path={`${path}/`} onChange={onChange} />
      )}
    </div>
  )
}

/** The fields of a form over the members of an object. */
function FormFields({
  form,
  value,
  path,
  onChange,
  refused,
  isReadOnly,
}: {
  readonly form: Form
  readonly value: JsonObject
  /** Empty, or ends with a slash. */
  readonly path: string
  readonly onChange: (value: JsonObject) => void
  readonly refused: Refusal['fields']
  readonly isReadOnly: boolean
}) {
  // What the server has not set yet is of no use to who makes the object.
  const shown = fieldsOf(form).filter(({ name, update }) => update !== 'serverSet' || (value[name] ?? null) !== null)
  return (
    <>
      {shown.map((field) => (
        <Field
          key={`${form.variant ?? ''}${field.name}`}
          field={field}
          path={`${path}${field.name}`}
          value={value[field.name] ?? null}
          onChange={(member) => onChange(withMember(value, field.name, member))}
          refused={refused}
          isReadOnly={isReadOnly || field.update === 'serverSet'}
        />
      ))}
    </>
  )
}

/** Objects in a list, or values by name: each with a way to take it away, and one to add another. */
function EntriesControl(
  props: FieldProps & Pick<Shape, 'id'> & { readonly memberType: FieldType; readonly keyType?: FieldType },
) {
  const { path, value, onChange, refused, field, memberType, keyType, id } = props
  const { schema, words } = useConsole()
  const [name, setName] = useState('')
  const entries = isJsonObject(value) ? value : {}
  const add = (): void => {
    const key = keyType === undefined ? String(Object.keys(entries).length) : name.trim()
    if (key === '' || Object.hasOwn(entries, key)) return
    onChange({ ...entries, [key]: emptyOf(schema, memberType) })
    setName('')
  }
  const remove = (key: string): void => {
    const rest = Object.entries(withMember(entries, key, undefined))
    onChange(Object.fromEntries(keyType === undefined ? rest.map(([, member], index) => [String(index), member]) : rest))
  }
  const choices = keyType?.type === 'enum' ? schema.enums[keyType.enumName] : undefined
  const keyLabel = field.keyLabel ?? words.key
  return (
    <div class="entries" id={id} tabIndex={-1}>
      {Object.entries(entries).map(([key, member], index) => {
        const label =
          keyType === undefined ? `${field.label} ${index + 1}` : (choices?.find((one) => one.name === key)?.label ?? key)
        const entry: FormField = { ...field, name: key, label, description: field.valueLabel ?? '', type: memberType }
        return (
          <div class="entry" key={key}>
            <Field
              field={entry}
              path={`${path}/${key}`}
              value={member}
              onChange={(next) => onChange(withMember(entries, key, next))}
              refused={refused}
              isReadOnly={false}
            />
            <button type="button" class="plain" aria-label={words.takeAwayMember(label)} onClick={() => remove(key)}>
              {words.takeAway}
            </button>
          </div>
        )
      })}
      <div class="beside">
        {choices !== undefined && (
          <select aria-label={keyLabel} value={name} onChange={(event) => setName(event.currentTarget.value)}>
            <option value="">{words.choose}</option>
            {choices
              .filter((choice) => !Object.hasOwn(entries, choice.name))
              .map((choice) => (
                <option key={choice.name} value={choice.name}>
                  {choice.label}
                </option>
              ))}
          </select>
        )}
        {keyType !== undefined && choices === undefined && (
          <input aria-label={keyLabel} value={name} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} />
        )}
        <button type="button" aria-label={words.addMember(field.label)} onClick={add}>
          {words.add}
        </button>
      </div>
    </div>
  )
}
