/** RFC6749-3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ), separated by single blanks. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** The tokens of a `scope` value, each once, in their order; `undefined`: not of the form of RFC6749-3.3. Absent: none. */
export function parseScope(scope: string | undefined): readonly string[] | undefined {
  if (scope === undefined) return []
  return scopeForm.test(scope) ? [...new Set(scope.split(' '))] : undefined
}
