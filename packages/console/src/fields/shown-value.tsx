import type { FieldType } from '@latchkey/management/schema'
import { type Console, useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'
import { fieldsOf, formOf, formsOf } from '../schema/forms.ts'
import { pathOf } from '../schema/places.ts'
import { formatDuration } from '../values/durations.ts'
import { isJsonObject, type Json, mask } from '../values/json.ts'
import { exactTime, relativeTime } from '../values/times.ts'

/** A value as people read it. Texts are texts, whatever stands in them. */
export function ShownValue({
  type,
  value,
  isBrief = false,
}: {
  readonly type: FieldType
  readonly value: Json
  readonly isBrief?: boolean
}) {
  const { words } = useConsole()
  if (value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0)) {
    return <span class="muted">{isBrief ? '–' : words.notSet}</span>
  }
  switch (type.type) {
    case 'boolean':
      return <span>{value === true ? words.yes : words.no}</span>
    case 'number':
      return <span>{type.format === 'duration' && typeof value === 'number' ? formatDuration(value) : String(value)}</span>
    case 'utcDateTime':
      return <Time wire={String(value)} />
    case 'enum':
      return <EnumValue enumName={type.enumName} value={String(value)} />
    case 'objectId':
      return <Reference object={type.objectName} id={String(value)} />
    case 'set':
      return <Members type={type.class} names={isJsonObject(value) ? Object.keys(value) : []} isBrief={isBrief} />
    case 'object':
      return <Embedded objectName={type.objectName} value={value} />
    case 'objectList':
    case 'map':
      return <Entries type={type} value={value} />
    default:
      return value === mask ? <span>{words.secretSet}</span> : <TextValue text={String(value)} isLong={type.format === 'text'} />
  }
}

/** A time as the distance from now; exactly when it is pointed at. */
export function Time({ wire }: { readonly wire: string }) {
  const { locale } = useConsole()
  const time = Date.parse(wire)
  if (Number.isNaN(time)) return <span>{wire}</span>
  return (
    <time dateTime={wire} title={exactTime(time, locale)}>
      {relativeTime(time, Date.now(), locale)}
    </time>
  )
}

function EnumValue({ enumName, value }: { readonly enumName: string; readonly value: string }) {
  const { schema } = useConsole()
  const known = schema.enums[enumName]?.find(({ name }) => name === value)
  const color = known?.color
  return (
    <span class={color === undefined ? undefined : `badge ${/^[a-z]+$/.test(color) ? color : ''}`}>{known?.label ?? value}</span>
  )
}

function Reference({ object, id }: { readonly object: string; readonly id: string }) {
  const { places } = useConsole()
  const path = pathOf(places, object, id)
  return path === undefined ? <code>{id}</code> : <Link to={path}>{id}</Link>
}

function Members({
  type,
  names,
  isBrief,
}: {
  readonly type: FieldType
  readonly names: readonly string[]
  readonly isBrief: boolean
}) {
  if (isBrief) return <span>{names.length > 2 ? `${names.slice(0, 2).join(', ')} + ${names.length - 2}` : names.join(', ')}</span>
  return (
    <ul class="plain-list">
      {names.map((name) => (
        <li key={name}>
          <ShownValue type={type} value={name} />
        </li>
      ))}
    </ul>
  )
}

function TextValue({ text, isLong }: { readonly text: string; readonly isLong: boolean }) {
  return isLong && /[\n{[]/.test(text) ? <pre>{text}</pre> : <span>{text}</span>
}

function Embedded({ objectName, value }: { readonly objectName: string; readonly value: Json }) {
  const { schema } = useConsole()
  const forms = formsOf(schema, objectName)
  const form = formOf(forms, value)
  if (form === undefined || !isJsonObject(value)) return null
  return (
    <div>
      {forms.length > 1 && <p class="variant">{form.label}</p>}
      <dl>
        {fieldsOf(form).map(({ name, label, type }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <ShownValue type={type} value={value[name] ?? null} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Entries({
  type,
  value,
}: {
  readonly type: Extract<FieldType, { readonly type: 'map' | 'objectList' }>
  readonly value: Json
}) {
  if (!isJsonObject(value)) return null
  const memberType: FieldType = type.type === 'map' ? type.valueClass : { type: 'object', objectName: type.objectName }
  return (
    <ul class="plain-list">
      {Object.entries(value).map(([name, member]) => (
        <li key={name}>
          {type.type === 'map' && <strong>{name}: </strong>}
          <ShownValue type={memberType} value={member} />
        </li>
      ))}
    </ul>
  )
}

/** The same as one line of text, for a comparison. */
export function briefText(value: Json | undefined, type: FieldType | undefined, { words }: Pick<Console, 'words'>): string {
  if (value === undefined || value === null || value === '') return words.notSet
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number')
    return type?.type === 'number' && type.format === 'duration' ? formatDuration(value) : String(value)
  if (typeof value === 'string') return value
  const isSet = isJsonObject(value) && Object.values(value).every((member) => member === true)
  return isSet ? Object.keys(value).join(', ') || words.none : JSON.stringify(value)
}
