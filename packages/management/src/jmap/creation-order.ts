/**
 * Creation ids in an order in which each comes after those that it refers to, else as given. Left out: those that refer to each other in a
 * circle, and what depends on them.
 * @param references by creation id, to others of the same set
 * @see RFC8620-5.3
 */
export function orderCreations(references: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const waiting = new Map([...references].map(([creationId, needed]) => [creationId, new Set(needed)]))
  const dependents = new Map<string, string[]>()
  for (const [creationId, needed] of references) {
    for (const one of needed) dependents.set(one, [...(dependents.get(one) ?? []), creationId])
  }
  const ordered = [...waiting].filter(([, needed]) => needed.size === 0).map(([creationId]) => creationId)
  // Grows while it is gone through.
  for (const done of ordered) {
    for (const dependent of dependents.get(done) ?? []) {
      const needed = waiting.get(dependent)
      needed?.delete(done)
      if (needed?.size === 0) ordered.push(dependent)
    }
  }
  return ordered
}
