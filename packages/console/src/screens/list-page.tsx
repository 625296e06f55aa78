import type { FieldType, SchemaList } from '@latchkey/management/schema'
import { useEffect, useState } from 'preact/hooks'
import { RequestFailure } from '../api/failure.ts'
import { type Page, queryObjects } from '../api/objects.ts'
import { useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'
import { ShownValue } from '../fields/shown-value.tsx'
import { fieldsOf, formsOf } from '../schema/forms.ts'
import { type Place, pathOf } from '../schema/places.ts'
import type { JsonObject } from '../values/json.ts'
import { ListFilters } from './list-filters.tsx'
import { filterOf, type ListState, pageSize, parseListState, queryOf } from './list-state.ts'
import { PageHead } from './page-head.tsx'

/** The objects of a type: filtered, sorted and paged by the server; what is shown stands in the address. */
export function ListPage({ place, query }: { readonly place: Place; readonly query: string }) {
  const { api, schema, words, go, fail } = useConsole()
  const [page, setPage] = useState<Page>()
  const list = schema.lists[place.object]
  useEffect(() => {
    if (list === undefined) return
    let isShown = true
    const { position, sort, filters } = parseListState(query, list)
    const asked = { filter: filterOf({ filters }, list), sort: sort === undefined ? [] : [sort], position, limit: pageSize }
    queryObjects(api, place.object, asked)
      .then((found) => isShown && setPage(found))
      .catch((cause: unknown) => {
        if (isShown && cause instanceof RequestFailure) fail(cause)
      })
    return () => {
      isShown = false
    }
  }, [api, place.object, list, query, fail])
  if (list === undefined) return null
  const state = parseListState(query, list)
  const show = (next: ListState): void => go(`${place.path}${queryOf(next)}`)
  const isFiltered = Object.keys(state.filters).length > 0
  return (
    <>
      <PageHead trail={place.trail.slice(0, -1).map((label) => ({ label }))} title={list.title} subtitle={list.subtitle}>
        {place.can.create && (
          <Link to={`${place.path}/new`} class="button primary">
            {words.create(list.singularName)}
          </Link>
        )}
      </PageHead>
      {list.filters.length > 0 && (
        <ListFilters key={query} list={list} state={state} onFilter={(filters) => show({ ...state, filters, position: 0 })} />
      )}
      {page === undefined && <p class="muted">{words.loading}</p>}
      {page !== undefined && page.items.length === 0 && (
        <p class="empty card">{isFiltered ? words.emptyFiltered(list.pluralName) : words.emptyList(list.pluralName)}</p>
      )}
      {page !== undefined && page.items.length > 0 && (
        <>
          <Table
            place={place}
            list={list}
            items={page.items}
            state={state}
            onSort={(sort) => show({ ...state, sort, position: 0 })}
          />
          <Paging list={list} page={page} state={state} onShow={(position) => show({ ...state, position })} />
        </>
      )}
    </>
  )
}

function Table({
  place,
  list,
  items,
  state,
  onSort,
}: {
  readonly place: Place
  readonly list: SchemaList
  readonly items: readonly JsonObject[]
  readonly state: ListState
  readonly onSort: (sort: ListState['sort']) => void
}) {
  const { schema, words } = useConsole()
  const fields = formsOf(schema, place.object).flatMap(fieldsOf)
  const types = new Map<string, FieldType>(fields.map(({ name, type }) => [name, type]))
  const { sort } = state
  const orderOf = (name: string): 'ascending' | 'descending' | 'none' =>
    sort?.property !== name ? 'none' : sort.isAscending ? 'ascending' : 'descending'
  const marks = { ascending: ' ↑', descending: ' ↓', none: '' } as const
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard.
    <section class="table" tabIndex={0} aria-label={list.title}>
      <table>
        <thead>
          <tr>
            {list.columns.map(({ name, label }) => (
              <th key={name} scope="col" aria-sort={list.sort?.includes(name) === true ? orderOf(name) : undefined}>
                {list.sort?.includes(name) === true ? (
                  <button
                    type="button"
                    class="plain sort"
                    title={words.sortBy(label)}
                    onClick={() => onSort({ property: name, isAscending: orderOf(name) !== 'ascending' })}
                  >
                    {label}
                    <span aria-hidden="true">{marks[orderOf(name)]}</span>
                  </button>
                ) : (
                  label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={String(item['id'])}>
              {list.columns.map(({ name }, index) => (
                <td key={name}>
                  {index === 0 ? (
                    <RowLink place={place} list={list} item={item} column={name} type={types.get(name)} />
                  ) : (
                    <ShownValue
                      type={types.get(name) ?? { type: 'string', format: 'string' }}
                      value={item[name] ?? null}
                      isBrief
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The first column leads to the object. */
function RowLink({
  place,
  list,
  item,
  column,
  type,
}: {
  readonly place: Place
  readonly list: SchemaList
  readonly item: JsonObject
  readonly column: string
  readonly type: FieldType | undefined
}) {
  const id = String(item['id'])
  const value = item[column] ?? null
  const to = pathOf([place], place.object, id) ?? place.path
  const isPlain = type === undefined || type.type === 'string' || type.type === 'objectId'
  return (
    <Link to={to}>
      {isPlain || type === undefined ? (
        String(value ?? item[list.labelProperty] ?? id) || id
      ) : (
        <ShownValue type={type} value={value} isBrief />
      )}
    </Link>
  )
}

function Paging({
  list,
  page,
  state,
  onShow,
}: {
  readonly list: SchemaList
  readonly page: Page
  readonly state: ListState
  readonly onShow: (position: number) => void
}) {
  const { words } = useConsole()
  const { position } = state
  const end = position + page.items.length
  if (page.total <= pageSize && position === 0)
    return <p class="muted">{words.total(page.total, page.total === 1 ? list.singularName : list.pluralName)}</p>
  return (
    <nav class="paging" aria-label={words.pages}>
      <button type="button" disabled={position === 0} onClick={() => onShow(Math.max(0, position - pageSize))}>
        {words.previous}
      </button>
      <span role="status">{words.page(position + 1, end, page.total)}</span>
      <button type="button" disabled={end >= page.total} onClick={() => onShow(end)}>
        {words.next}
      </button>
    </nav>
  )
}
