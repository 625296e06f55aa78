import type { SchemaList } from '@latchkey/management/schema'
import { useId, useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import type { ListState } from './list-state.ts'

type Filter = SchemaList['filters'][number]

/** The conditions that the schema offers for a list. The first one is there at once, the others when they are asked for or in use. */
export function ListFilters({
  list,
  state,
  onFilter,
}: {
  readonly list: SchemaList
  readonly state: ListState
  readonly onFilter: (filters: ListState['filters']) => void
}) {
  const { words } = useConsole()
  const [values, setValues] = useState(state.filters)
  const [first, ...others] = list.filters
  const change = (name: string, value: string): void => setValues({ ...values, [name]: value })
  const submit = (event: Event): void => {
    event.preventDefault()
    onFilter(values)
  }
  const used = Object.keys(state.filters).filter((name) => name !== first?.field)
  const row = (filter: Filter) => <FilterFields key={filter.field} filter={filter} values={values} onChange={change} />
  return (
    <search>
      <form class="filters" onSubmit={submit}>
        {first !== undefined && row(first)}
        <button type="submit">{words.apply}</button>
        {Object.keys(state.filters).length > 0 && (
          <button type="button" class="plain" onClick={() => onFilter({})}>
            {words.clear}
          </button>
        )}
        {others.length > 0 && (
          <details open={used.length > 0}>
            <summary>{words.filters}</summary>
            <div class="filter-fields">{others.map(row)}</div>
          </details>
        )}
      </form>
    </search>
  )
}

function FilterFields({
  filter,
  values,
  onChange,
}: {
  readonly filter: Filter
  readonly values: ListState['filters']
  readonly onChange: (name: string, value: string) => void
}) {
  const { words } = useConsole()
  if (filter.type !== 'date')
    return <OneFilter {...{ filter, onChange }} name={filter.field} label={filter.label} value={values[filter.field] ?? ''} />
  const [from, until] = [`${filter.field}.from`, `${filter.field}.until`]
  return (
    <>
      <OneFilter {...{ filter, onChange }} name={from} label={words.from(filter.label)} value={values[from] ?? ''} />
      <OneFilter {...{ filter, onChange }} name={until} label={words.until(filter.label)} value={values[until] ?? ''} />
    </>
  )
}

function OneFilter({
  filter,
  name,
  label,
  value,
  onChange,
}: {
  readonly filter: Filter
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (name: string, value: string) => void
}) {
  const { schema, words } = useConsole()
  const id = useId()
  const choices = filter.type === 'enum' ? (schema.enums[filter.enumName ?? ''] ?? []) : undefined
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      {choices === undefined ? (
        <input
          id={id}
          type={filter.type === 'date' ? 'datetime-local' : 'text'}
          inputMode={filter.type === 'integer' ? 'numeric' : undefined}
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onChange(name, event.currentTarget.value)}
        />
      ) : (
        <select id={id} value={value} onChange={(event) => onChange(name, event.currentTarget.value)}>
          <option value="">{words.any}</option>
          {choices.map((choice) => (
            <option key={choice.name} value={choice.name}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
