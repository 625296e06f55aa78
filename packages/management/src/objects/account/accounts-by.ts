import type { AccountId, SubjectKey } from '@latchkey/core'
import { usernameKey } from '@latchkey/identity'
import type { ObjectStore } from '../../ports/objects.ts'
import { textIndexValue } from '../managed-type/index-value.ts'
import { attributeIndexValue, attributesProperty } from './attribute-index.ts'

/**
 * The accounts that have a value, at most two of them. User names and addresses are compared without regard to case; subjects and attributes
 * exactly, though the index does not tell their case apart. An address that nobody verified is nobody's: people who create their account
 * themselves may give any (LATCHKEY-0045-accounts-of-ones-own).
 */
export async function accountsBy(
  objects: Pick<ObjectStore, 'find' | 'findByKey' | 'query'>,
  key: SubjectKey,
): Promise<readonly AccountId[]> {
  if (key.by === 'username') {
    const found = await objects.findByKey('Account', usernameKey(key.value))
    return found === undefined ? [] : [found.record.accountId]
  }
  const filter = { kind: 'compare', by: 'equal', ...indexed(key) } as const
  const query = { object: 'Account', filter, sort: [], page: { position: 0 }, limit: mostAlike, calculateTotal: false } as const
  const outcome = await objects.query(query)
  const found = outcome.kind === 'found' ? await objects.find('Account', outcome.ids) : []
  return found
    .filter(({ record: { subject, claims, attributes = {} } }) => {
      if (key.by === 'subject') return subject === key.value
      if (key.by === 'email') return claims.email_verified === true
      return [attributes[key.name] ?? []].flat().includes(key.value)
    })
    .map(({ record }) => record.accountId)
    .slice(0, 2)
}

/** Values that differ in case only are one in the index. */
const mostAlike = 20

function indexed(key: Exclude<SubjectKey, { readonly by: 'username' }>): { readonly property: string; readonly value: string } {
  switch (key.by) {
    case 'subject':
      return { property: 'subject', value: textIndexValue(key.value) }
    case 'email':
      return { property: 'emailAddress', value: textIndexValue(key.value) }
    case 'attribute':
      return { property: attributesProperty, value: attributeIndexValue(key.name, key.value) }
    default:
      return key satisfies never
  }
}
