import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { Field } from '../fields/field.tsx'
import { controlId, showControl } from '../fields/field-context.ts'
import { type Form, type FormField, fieldsOf } from '../schema/forms.ts'
import type { Refusal } from '../schema/set-errors.ts'
import { isSameJson, type JsonObject, withMember } from '../values/json.ts'

/** Sections of a form that are all open; of more those are folded in which nothing is said. */
const mostSections = 5

/** The form of an object, section by section, with what the server refused above it. */
export function ObjectForm({
  form,
  value,
  onChange,
  onSubmit,
  refusal,
  mode,
  children,
}: {
  readonly form: Form
  readonly value: JsonObject
  readonly onChange: (value: JsonObject) => void
  readonly onSubmit: () => void
  readonly refusal: Refusal | undefined
  readonly mode: 'create' | 'change' | 'look'
  /** What stands below the fields. */
  readonly children?: ComponentChildren
}) {
  const refused = refusal?.fields ?? {}
  const isLong = form.sections.length > mostSections
  const submit = (event: Event): void => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={submit} noValidate>
      {refusal !== undefined && <RefusalSummary form={form} refusal={refusal} />}
      {form.sections.map((section, index) => {
        const fields = section.fields.filter(({ update }) => mode !== 'create' || update !== 'serverSet')
        if (fields.length === 0) return null
        return (
          <Section
            key={section.title ?? index}
            title={section.title}
            isFolded={isLong && index > 0 && mode !== 'look' && fields.every((field) => isUnsaid(field, value))}
            mustOpen={fields.some(({ name }) => isRefused(refused, name))}
          >
            {fields.map((field) => (
              <Field
                key={field.name}
                field={field}
                path={field.name}
                value={value[field.name] ?? null}
                onChange={(member) => onChange(withMember(value, field.name, member))}
                refused={refused}
                isReadOnly={
                  mode === 'look' || field.update === 'serverSet' || (mode === 'change' && field.update === 'immutable')
                }
              />
            ))}
          </Section>
        )
      })}
      {children}
    </form>
  )
}

/** Some fields of a form below their title; folded it can be opened. */
function Section({
  title,
  isFolded,
  mustOpen,
  children,
}: {
  readonly title: string | undefined
  readonly isFolded: boolean
  readonly mustOpen: boolean
  readonly children: ComponentChildren
}) {
  // Whether it is folded is decided once: it must not close under somebody who takes back what they typed.
  const [wasFolded] = useState(isFolded)
  if (!wasFolded || title === undefined) {
    return (
      <section class="card">
        {title !== undefined && <h2>{title}</h2>}
        {children}
      </section>
    )
  }
  return (
    <details class="card" open={mustOpen || undefined}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  )
}

/** Whether a field is as a new object has it. */
function isUnsaid({ name, initial }: FormField, value: JsonObject): boolean {
  return isSameJson(value[name] ?? null, initial)
}

function isRefused(refused: Refusal['fields'], name: string): boolean {
  return Object.keys(refused).some((pointer) => pointer === name || pointer.startsWith(`${name}/`))
}

/** What was refused, with the way to each field; takes the focus, so that nobody overlooks it. */
function RefusalSummary({ form, refusal }: { readonly form: Form; readonly refusal: Refusal }) {
  const { words } = useConsole()
  const element = useRef<HTMLDivElement>(null)
  // Each refusal takes the focus anew.
  useEffect(() => element.current?.focus(), [refusal])
  const entries = Object.entries(refusal.fields)
  const labels = new Map(fieldsOf(form).map(({ name, label }) => [name, label]))
  const show = (event: Event, pointer: string): void => {
    event.preventDefault()
    const target = document.getElementById(controlId(pointer)) ?? document.getElementById(controlId(pointer.split('/')[0] ?? ''))
    showControl(target)
  }
  return (
    <div class="problem" role="alert" tabIndex={-1} ref={element}>
      <h2>{entries.length > 0 ? words.problems(entries.length) : words.problemsGeneral}</h2>
      {refusal.general.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {entries.length > 0 && (
        <ul>
          {entries.map(([pointer, text]) => (
            <li key={pointer}>
              <a href={`#${controlId(pointer)}`} onClick={(event) => show(event, pointer)}>
                {labels.get(pointer.split('/')[0] ?? '') ?? pointer}
              </a>
              : {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
