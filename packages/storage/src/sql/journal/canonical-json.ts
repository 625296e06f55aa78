/**
 * The canonical form of a JSON value (RFC 8785): members in the order of their names' UTF-16 units, no blanks, numbers and texts as
 * ECMAScript writes them. Members that are `undefined` are left out, as `JSON.stringify` does.
 * @throws TypeError for what JSON has no form for
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    let members = ''
    // The order of `sort` is that of UTF-16 units. Every event of the audit log comes by here: no list of pairs is made.
    for (const name of Object.keys(value).sort()) {
      const member: unknown = value[name as keyof typeof value]
      if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
    }
    return `{${members}}`
  }
  const isJson = typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value)
  if (!isJson) throw new TypeError(`JSON has no form for ${typeof value === 'number' ? value : typeof value}`)
  return JSON.stringify(value)
}
