import { maxPointerLength, parsePatchPointer } from '../jmap/patch-pointer.ts'
import { InvalidPatch } from './invalid-patch.ts'

/** Names of a pointer without leading slash (RFC8620-5.3). @throws InvalidPatch */
export function parsePath(pointer: string): readonly [name: string, ...rest: string[]] {
  const parsed = parsePatchPointer(pointer)
  if ('rule' in parsed) throw new InvalidPatch(`Invalid JSON Pointer path: ${parsed.rule}`, pointer)
  const [name = '', ...rest] = parsed.names
  return [name, ...rest]
}

/** RFC8620-5.3: no key may be the beginning of another one's path. @throws InvalidPatch */
export function refuseOverlaps(pointers: readonly string[]): void {
  const all = new Set(pointers)
  for (const pointer of pointers) {
    // Longer ones are refused when they are parsed; here they would cost the square of their length.
    if (pointer.length > maxPointerLength) continue
    for (let slash = pointer.indexOf('/'); slash !== -1; slash = pointer.indexOf('/', slash + 1)) {
      if (all.has(pointer.slice(0, slash))) throw new InvalidPatch('Invalid JSON Pointer path: overlaps another key', pointer)
    }
  }
}
