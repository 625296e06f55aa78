import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type SpecReference, specUrl } from '@latchkey/core'
import { readText, repositoryFiles, sources } from './source-files.ts'

/** Words of the same form that are no citations: algorithms, encodings, key sizes. */
const noCitation = /^(SHA|UTF|AES|HS|RS|PS|ES|ML|DSA|P|ISO|RSA|EC|HMAC|PBES|BCP|CVE|NFKC|WCAG|IPV?|A|X|HTTP|TLS|OAEP)\d*$/

/** Sections of the conformance checklist, which tests are named after. */
const checklist = /^(ALL|CFG|BAS|FRM|IMP|HYB|DYN|RPI|FCL|BCL|SES|FSP|FMS|CIB)$/

describe('citations', () => {
  test('every reference of the form DOCUMENT-SECTION names a known document', () => {
    const unknown = sources('packages/').flatMap(({ path, text }) =>
      [...text.matchAll(/\b([A-Z][A-Z0-9]{2,})-(\d+(?:\.\d+)*|A\.\d+(?:\.\d+)*)\b/g)].flatMap(([reference, prefix = '']) =>
        noCitation.test(prefix) || (path.endsWith('.test.ts') && checklist.test(prefix)) || isKnown(reference)
          ? []
          : [`${path}: ${reference}`],
      ),
    )
    assert.deepEqual(unknown, [])
  })

  test('a reference to a decision names a record that exists', () => {
    const records = new Set(repositoryFiles().filter((path) => path.startsWith('docs/decisions/')))
    const unknown = sources('packages/').flatMap(({ path, text }) =>
      [...text.matchAll(/\bLATCHKEY-([\w-]+)/g)].flatMap(([reference, record]) =>
        path.endsWith('/spec.ts') || records.has(`docs/decisions/${record}.md`) ? [] : [`${path}: ${reference}`],
      ),
    )
    assert.deepEqual(unknown, [])
  })

  test('the index of decisions lists every record', () => {
    const index = readText('docs/decisions/README.md') ?? ''
    const records = repositoryFiles().filter((path) => /^docs\/decisions\/\d{4}-.*\.md$/.test(path))
    assert.ok(records.length > 0)
    assert.deepEqual(
      records.filter((path) => !index.includes(path.slice('docs/decisions/'.length))),
      [],
    )
  })
})

function isKnown(reference: string): boolean {
  try {
    specUrl(reference as SpecReference)
    return true
  } catch {
    return false
  }
}
