/** A name without regard to case, hyphens and underscores. */
export function canonical(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase()
}

/** Those of `names` that were probably meant, the nearest first; at most three. */
export function nearestNames(typed: string, names: readonly string[]): readonly string[] {
  const wanted = canonical(typed)
  const longest = Math.max(2, Math.floor(wanted.length / 3))
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, canonical(name)) }))
    .filter(({ distance }) => distance <= longest)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** One that contains the other is near; otherwise how many letters differ. */
function distanceOf(wanted: string, name: string): number {
  if (wanted.length > 2 && (name.includes(wanted) || wanted.includes(name))) return 1
  return editDistance(wanted, name)
}

/** Number of letters to insert, remove or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** `; did you mean A or B?`, or the alternative when nothing is near. */
export function suggestion(typed: string, names: readonly string[], otherwise: string): string {
  const near = nearestNames(typed, names)
  return near.length === 0 ? otherwise : `; did you mean ${near.join(' or ')}?`
}
