import type { AuthorizationDetail, DetailTypeDefinition, ReasonId } from '@latchkey/core'
import type { NamedDetails } from '../src/rich-authorization/detail-checks.ts'
import { detailTypeTable } from '../src/rich-authorization/detail-type-table.ts'
import { parseDetails } from '../src/rich-authorization/parse-details.ts'
import { client as anyClient } from './tables/samples.ts'

/** Bank and files: types of authorization details as an administrator would define them, and requests for them. */

export const bank = 'https://bank.example/api'

const nothing: DetailTypeDefinition = {
  ...{ type: 'nothing', texts: { en: 'Do nothing' }, fields: [], required: [], resources: [], hasIdentifier: false },
  ...{ locations: [], actions: [], datatypes: [], privileges: [], remembersConsent: false, enabled: true },
}

/** Asked for each time. */
export const paymentType: DetailTypeDefinition = {
  ...nothing,
  type: 'payment',
  texts: {
    en: 'Pay {amount.value} {amount.currency} to {creditor}',
    de: '{amount.value} {amount.currency} an {creditor} zahlen',
  },
  fields: [
    { path: 'amount.value', kind: 'text' },
    { path: 'amount.currency', kind: 'text', values: ['EUR', 'USD'] },
    { path: 'creditor', kind: 'text', label: 'Creditor' },
    { path: 'urgent', kind: 'boolean' },
    { path: 'times', kind: 'integer' },
    { path: 'rate', kind: 'number' },
    { path: 'tags', kind: 'texts' },
  ],
  required: ['amount.value', 'amount.currency', 'creditor'],
}

/** Remembered. */
export const filesType: DetailTypeDefinition = {
  ...nothing,
  type: 'files',
  texts: { en: 'Work with your files' },
  actions: ['read', 'write', 'delete'],
  datatypes: ['photo', 'letter'],
  locations: [bank, 'folder-a'],
  hasIdentifier: true,
  required: ['actions'],
  remembersConsent: true,
}

export const types = [paymentType, filesType] as const
export const payment: AuthorizationDetail = {
  type: 'payment',
  amount: { value: '12.50', currency: 'EUR' },
  creditor: 'Merchant <A>',
}
export const files: AuthorizationDetail = { type: 'files', actions: ['read', 'write'], datatypes: ['photo'] }

/** As the parameter of a request. */
export function asked(...details: readonly unknown[]): string {
  return JSON.stringify(details)
}

const table = detailTypeTable([...types, { ...nothing, type: 'off', enabled: false }])

/** The details of a request by a client that may send all types. */
export function named(
  text: string,
  authorizationDetailsTypes: readonly string[] = ['payment', 'files', 'off', 'other'],
): NamedDetails {
  return { client: { ...anyClient, authorizationDetailsTypes }, parsed: parseDetails(text), table }
}

type Prefix = '' | 'token-' | 'device-'
type Case = readonly [check: string, reason: ReasonId | undefined, what: string, details: NamedDetails]

/** What the rows of every table say of details. */
export function detailCases(prefix: Prefix): readonly Case[] {
  const rows: readonly Case[] = [
    ['details-form', undefined, 'nothing at all', named('[]')],
    ['details-form', 'details_malformed', 'no JSON', named('payment')],
    ['details-form', 'details_malformed', 'an object', named(JSON.stringify(payment))],
    ['details-form', 'details_malformed', 'a text in the list', named('["payment"]')],
    ['details-form', 'details_malformed', 'a list in the list', named('[[]]')],
    ['details-form', 'details_malformed', 'a detail without type', named('[{"actions":["read"]}]')],
    ['details-form', 'details_malformed', 'a type that is a number', named('[{"type":1}]')],
    [
      'details-form',
      'details_malformed',
      'a member twice',
      named('[{"type":"files","actions":["read"],"\\u0061ctions":["delete"]}]'),
    ],
    ['details-size', undefined, 'ten details', named(asked(...Array(10).fill(files)))],
    ['details-size', 'details_too_large', 'eleven details', named(asked(...Array(11).fill(files)))],
    ['details-size', 'details_too_large', 'too long a text', named(asked({ type: 'files', identifier: 'x'.repeat(4096) }))],
    [
      'details-size',
      'details_too_large',
      'numbers that grow',
      named(`[{"type":"payment","tags":[${Array(450).fill('1e20').join()}]}]`),
    ],
    ['details-size', 'details_too_large', 'too deep a detail', named('[{"type":"payment","a":{"b":{"c":{"d":{"e":{"f":1}}}}}}]')],
    ['details-size', 'details_too_large', 'a very deep one', named(`[${'{"a":'.repeat(600)}1${'}'.repeat(600)}]`)],
    ['details-type-known', 'details_type_unknown', 'a type that nobody defined', named('[{"type":"other"}]')],
    ['details-type-known', 'details_type_unknown', 'a type that is switched off', named('[{"type":"off"}]')],
    ['details-type-known', 'details_type_unknown', 'a member of every object', named('[{"type":"__proto__"}]')],
    [
      'details-type-allowed',
      'details_type_not_allowed',
      'a type that the record does not name',
      named(asked(payment), ['files']),
    ],
    ['details-members-known', undefined, 'a detail of the type', named(asked(payment, files))],
    ['details-members-known', 'details_member_unknown', 'one more member', named(asked({ ...payment, note: 'x' }))],
    [
      'details-members-known',
      'details_member_unknown',
      'one more member further in',
      named(asked({ ...payment, amount: { value: '1', currency: 'EUR', x: 1 } })),
    ],
    [
      'details-members-known',
      'details_member_unknown',
      'a member with a dot in its name',
      named(asked({ type: 'payment', 'amount.value': '1' })),
    ],
    [
      'details-members-known',
      'details_member_unknown',
      'a list that the type does not have',
      named(asked({ ...payment, actions: ['read'] })),
    ],
    [
      'details-members-known',
      'details_member_unknown',
      'an identifier that the type does not have',
      named(asked({ ...payment, identifier: 'x' })),
    ],
    [
      'details-members-known',
      'details_member_unknown',
      'a prototype',
      named('[{"type":"files","actions":["read"],"__proto__":{"x":1}}]'),
    ],
    [
      'details-members-known',
      'details_member_unknown',
      'an object where a text should be',
      named(asked({ ...payment, creditor: { name: 'x' } })),
    ],
    [
      'details-members-present',
      'details_member_missing',
      'a payment to nobody',
      named(asked({ type: 'payment', amount: payment['amount'] })),
    ],
    ['details-members-present', 'details_member_missing', 'an empty object', named(asked({ ...payment, amount: {} }))],
    [
      'details-values',
      undefined,
      'all kinds of values',
      named(asked({ ...payment, urgent: true, times: 2, rate: 0.5, tags: ['a', 'b'] })),
    ],
    [
      'details-values',
      undefined,
      'an identifier',
      named(asked({ ...files, identifier: 'box 7', locations: [bank, 'folder-a'] })),
    ],
    ...wrongValues.map(
      ([what, detail]): Case => ['details-values', 'details_value_invalid', what, named(JSON.stringify([detail]))],
    ),
  ]
  return rows.map(([check, ...rest]) => [`${prefix}${check}`, ...rest])
}

const wrongValues: readonly (readonly [what: string, detail: unknown])[] = [
  ['another currency', { ...payment, amount: { value: '1', currency: 'XAU' } }],
  ['a number for a text', { ...payment, creditor: 7 }],
  ['null', { ...payment, creditor: null }],
  ['an empty text', { ...payment, creditor: '' }],
  ['a line break', { ...payment, creditor: 'A\nB' }],
  ['a text that runs the other way', { ...payment, creditor: 'A\u202eB' }],
  ['half a character', { ...payment, creditor: '\ud800' }],
  ['too long a text', { ...payment, creditor: 'x'.repeat(501) }],
  ['a text for a number', { ...payment, times: '2' }],
  ['a fraction for a whole number', { ...payment, times: 1.5 }],
  ['too large a number', { ...payment, times: 2 ** 60 }],
  ['a text for a truth', { ...payment, urgent: 'yes' }],
  ['a text for a list', { ...files, actions: 'read' }],
  ['an empty list', { ...files, actions: [] }],
  ['a list with a member twice', { ...files, actions: ['read', 'read'] }],
  ['an action that the type does not have', { ...files, actions: ['read', 'own'] }],
  ['a place that the type does not have', { ...files, locations: ['https://elsewhere.example'] }],
  ['an object in a list', { ...files, actions: [{}] }],
]
