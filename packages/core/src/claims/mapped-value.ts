import type { SubjectRecord } from '../ports/subjects.ts'
import { type ClaimSource, pathsOfTemplate } from './claim-mapping.ts'
import { valueAt } from './claim-path.ts'

/** The value that a source yields for an account; `undefined`: none. */
export function mappedValue(source: ClaimSource, account: SubjectRecord): unknown {
  switch (source.kind) {
    case 'attribute':
      return valueAt(source.path, account)
    case 'first':
      return source.paths.map((path) => valueAt(path, account)).find((value) => value !== undefined)
    case 'template':
      return fillTemplate(source.template, account)
    case 'groups':
      return named(account.claims.groups, source.prefix)
    case 'roles':
      return named(account.roles, source.prefix)
    case 'constant':
      return source.value
  }
}

function fillTemplate(template: string, account: SubjectRecord): string | undefined {
  const texts = new Map<string, string>()
  for (const path of pathsOfTemplate(template)) {
    const value = valueAt(path, account)
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
    texts.set(path, String(value))
  }
  // Filled in at once: what stands in a value is never taken for a place of the template.
  return template.replace(/\{([^{}]*)\}/g, (_place, path: string) => texts.get(path) ?? '')
}

function named(names: readonly string[] | undefined, prefix = ''): readonly string[] | undefined {
  return names === undefined || names.length === 0 ? undefined : names.map((name) => `${prefix}${name}`)
}
