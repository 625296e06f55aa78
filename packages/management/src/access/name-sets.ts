/* Arithmetic of sets of names. */

export type Names = ReadonlySet<string>

export function union(...sets: readonly Iterable<string>[]): Names {
  return new Set(sets.flatMap((set) => [...set]))
}

export function without(set: Names, ...removed: readonly Iterable<string>[]): Names {
  const gone = union(...removed)
  return new Set([...set].filter((name) => !gone.has(name)))
}

export function common(set: Names, other: Names): Names {
  return new Set([...set].filter((name) => other.has(name)))
}
