import { type PatchedDocument, withField } from './document.ts'
import { type FieldName, fieldNamed } from './fields.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { isSecretValue, parseField } from './parse-field.ts'
import { withMember } from './secret-source.ts'

export interface Patched {
  readonly document: PatchedDocument
  readonly touched: ReadonlySet<FieldName>
}

/**
 * Applies a patch (RFC8620-5.3): keys are JSON pointers without the leading slash. `@type` at the top says nothing here and is
 * ignored.
 * @throws InvalidPatch with the first mistake
 */
export function applyPatch(document: PatchedDocument, patch: Readonly<Record<string, unknown>>): Patched {
  let patched = document
  const touched = new Set<FieldName>()
  refuseOverlaps(Object.keys(patch))
  for (const [pointer, value] of Object.entries(patch)) {
    if (pointer === '@type') continue
    const [name = '', member, ...deeper] = parsePointer(pointer)
    const field = fieldNamed(name)
    if (field === undefined) throw new InvalidPatch('Invalid property', pointer)
    const current = patched[field.name]
    if (member === undefined) {
      patched = withField(patched, field.name, parseField(field, value, current))
    } else {
      if (field.type === 'Duration') throw new InvalidPatch('Invalid path for Duration', pointer)
      const isSecret = field.type === 'SecretKey' || field.type === 'SecretText'
      if (!isSecret || deeper.length > 0 || !isSecretValue(current)) throw new InvalidPatch('Invalid JSON Pointer path', pointer)
      patched = withField(patched, field.name, withMember(field, current, member, value))
    }
    touched.add(field.name)
  }
  return { document: patched, touched }
}

/** RFC6901-3. */
function parsePointer(pointer: string): readonly string[] {
  return pointer.split('/').map((part) => {
    if (/~(?![01])/.test(part)) throw new InvalidPatch('Invalid JSON Pointer path', pointer)
    return part.replaceAll('~1', '/').replaceAll('~0', '~')
  })
}

/** RFC8620-5.3: no key may be the beginning of another one's path. */
function refuseOverlaps(pointers: readonly string[]): void {
  const all = new Set(pointers)
  for (const pointer of pointers) {
    for (let slash = pointer.indexOf('/'); slash !== -1; slash = pointer.indexOf('/', slash + 1)) {
      if (all.has(pointer.slice(0, slash))) throw new InvalidPatch('Invalid JSON Pointer path', pointer)
    }
  }
}
