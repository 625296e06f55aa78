import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { filterOf, parseListState, queryOf } from './list-state.ts'

const list = {
  filters: [
    { type: 'text', field: 'text', label: 'Text' },
    { type: 'enum', field: 'disabled', label: 'Disabled', enumName: 'Boolean' },
    { type: 'integer', field: 'number', label: 'Number' },
    { type: 'date', field: 'at', label: 'Time' },
  ],
  sort: ['name', 'at'],
} as const

describe('the address of a list', () => {
  test('holds page, order and filters, and gives them back', () => {
    const query = '?from=25&sort=-at&f.text=jane+doe&f.disabled=true'
    const state = parseListState(query, list)
    assert.deepEqual(state, {
      position: 25,
      sort: { property: 'at', isAscending: false },
      filters: { text: 'jane doe', disabled: 'true' },
    })
    assert.equal(queryOf(state), query)
  })

  test('means nothing where it says what the list does not have', () => {
    const state = parseListState('?from=-3&sort=secret&f.password=x&f.text=', list)
    assert.deepEqual(state, { position: 0, sort: undefined, filters: {} })
    assert.equal(queryOf(state), '')
  })

  test('becomes conditions of the API', () => {
    const filters = { text: 'a', disabled: 'false', number: '7', 'at.from': '2026-01-02T03:04:05Z', 'at.until': 'soon' }
    assert.deepEqual(filterOf({ filters }, list), {
      text: 'a',
      disabled: false,
      number: 7,
      atIsGreaterThanOrEqual: '2026-01-02T03:04:05Z',
    })
  })
})
