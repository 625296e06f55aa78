import type { FieldType, MemberType } from '@latchkey/management/schema'
import { useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { isJsonObject } from '../values/json.ts'
import { type ControlProps, described } from './field-context.ts'
import { useReferences } from './use-references.ts'

/** A set: boxes where its members are known, else a list that grows by what is typed. */
export function SetControl(props: ControlProps<Extract<FieldType, { readonly type: 'set' }>>) {
  const { type, value, onChange } = props
  const { schema } = useConsole()
  const references = useReferences(type.class.type === 'objectId' ? type.class.objectName : undefined)
  const members = isJsonObject(value) ? Object.keys(value).filter((name) => value[name] === true) : []
  const change = (names: readonly string[]): void => onChange(Object.fromEntries(names.map((name) => [name, true])))
  const known = choicesOf(type.class, schema.enums, references)
  const toggle = (name: string): void =>
    change(members.includes(name) ? members.filter((other) => other !== name) : [...members, name])
  if (known !== undefined) return <Boxes {...props} choices={known} members={members} onToggle={toggle} />
  return <Typed {...props} members={members} onMembers={change} />
}

interface Choice {
  readonly name: string
  readonly label: string
  readonly explanation?: string
}

function choicesOf(
  type: MemberType,
  enums: Readonly<Record<string, readonly Choice[]>>,
  references: readonly Choice[] | undefined,
): readonly Choice[] | undefined {
  return type.type === 'enum' ? enums[type.enumName] : references
}

function Boxes({
  choices,
  members,
  onToggle,
  ...props
}: ControlProps<unknown> & {
  readonly choices: readonly Choice[]
  readonly members: readonly string[]
  readonly onToggle: (name: string) => void
}) {
  const { words } = useConsole()
  const unknown = members.filter((name) => !choices.some((choice) => choice.name === name)).map((name) => ({ name, label: name }))
  const all: readonly Choice[] = [...choices, ...unknown]
  return (
    <div class={all.length > 12 ? 'boxes many' : 'boxes'} id={props.id} tabIndex={-1}>
      {all.map(({ name, label, explanation }) => (
        <label key={name} class="box" title={explanation}>
          <input
            type="checkbox"
            checked={members.includes(name)}
            onChange={() => onToggle(name)}
            aria-invalid={props.isInvalid || undefined}
          />
          <span>{label}</span>
        </label>
      ))}
      {all.length === 0 && <span class="muted">{words.none}</span>}
    </div>
  )
}

function Typed({
  members,
  onMembers,
  ...props
}: ControlProps<unknown> & { readonly members: readonly string[]; readonly onMembers: (names: readonly string[]) => void }) {
  const { words } = useConsole()
  const [typed, setTyped] = useState('')
  const add = (): void => {
    const names = typed.split(/\s*\n\s*/).map((name) => name.trim())
    onMembers([...new Set([...members, ...names.filter((name) => name !== '')])])
    setTyped('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <div class="members">
      {members.length > 0 && (
        <ul>
          {members.map((name) => (
            <li key={name}>
              <code>{name}</code>
              <button
                type="button"
                class="plain"
                aria-label={words.takeAwayMember(name)}
                onClick={() => onMembers(members.filter((other) => other !== name))}
              >
                {words.takeAway}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="beside">
        <input
          {...described(props)}
          aria-label={props.label}
          value={typed}
          placeholder={props.placeholder}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => typed.trim() !== '' && add()}
        />
        <button type="button" aria-label={words.addMember(props.label)} onClick={add}>
          {words.add}
        </button>
      </div>
    </div>
  )
}
