import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type RequestedDetails, tokenDetailChecks } from '../../src/endpoints/token/token-details.ts'
import { detailRows, type NamedDetails } from '../../src/rich-authorization/detail-checks.ts'
import { isWithin } from '../../src/rich-authorization/narrow-details.ts'
import { asked, bank, detailCases, files, named, payment } from '../detail-kit.ts'
import { type RowCase, testRows } from './check-rows.ts'

const at = ['authorize'] as const
const everyRow: readonly RowCase<NamedDetails>[] = detailCases('').map(([check, reason, what, details]) => [
  check,
  reason,
  what,
  details,
])

testRows(
  'RFC9396-5 rows about authorization_details',
  detailRows<NamedDetails, 'authorize'>('', at, (given) => given),
  named('[]'),
  everyRow,
)

const available = [files, payment]
const dynamic = { ...named(asked(files)).client, origin: 'dynamic' } as const

testRows<RequestedDetails, 'token'>(
  'RFC9396-6 rows about authorization_details of a token request',
  tokenDetailChecks,
  { ...named('[]'), available },
  [
    ...detailCases('token-').map(([check, reason, what, details]) => [check, reason, what, details] as const),
    [
      'token-details-for-itself',
      undefined,
      'an administrator\u2019s client for itself',
      { ...named(asked(files)), available: undefined },
    ],
    ['token-details-for-itself', undefined, 'nothing', { ...named('[]'), client: dynamic, available: undefined }],
    [
      'token-details-for-itself',
      'details_for_itself',
      'a client that registered itself',
      { ...named(asked(files)), client: dynamic, available: undefined },
    ],
    ['token-details-granted', undefined, 'less of one', named(asked({ ...files, actions: ['read'] }))],
    ['token-details-granted', 'details_not_granted', 'more of one', named(asked({ ...files, actions: ['read', 'delete'] }))],
  ],
)

describe('RFC9396-6.1 what is within a detail that was granted', () => {
  const wider: readonly (readonly [what: string, detail: Record<string, unknown>])[] = [
    ['another type', { ...files, type: 'payment' }],
    ['one more action', { ...files, actions: ['read', 'write', 'delete'] }],
    ['no actions, which may mean all', { type: 'files', datatypes: ['photo'] }],
    ['no data types, which may mean all', { type: 'files', actions: ['read'] }],
    ['an empty list', { ...files, actions: [] }],
    ['a place where there was none', { ...files, locations: [bank] }],
    ['an identifier where there was none', { ...files, identifier: 'x' }],
    ['a text in the place of a list', { ...files, actions: 'read' }],
  ]
  for (const [what, detail] of wider) {
    test(`${what} is not`, () => assert.equal(isWithin({ type: 'files', ...detail }, files), false))
  }

  test('the same in another order, and with shorter lists, is', () => {
    assert.equal(isWithin({ datatypes: ['photo'], actions: ['write', 'read'], type: 'files' }, files), true)
    assert.equal(isWithin({ ...files, actions: ['write'] }, files), true)
    const { amount: _, ...rest } = payment
    assert.equal(isWithin({ ...rest, amount: { currency: 'EUR', value: '12.50' } }, payment), true)
  })

  test('another amount is not', () => {
    assert.equal(isWithin({ ...payment, amount: { value: '1', currency: 'EUR' } }, payment), false)
  })
})
