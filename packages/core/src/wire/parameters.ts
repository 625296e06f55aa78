import { OAuthError } from '../errors/oauth-error.ts'

/** Parameters of a request with duplicates kept, in their order: decoded `application/x-www-form-urlencoded` pairs. */
export type Parameters = readonly (readonly [name: string, value: string])[]

/** Longest value of one parameter, in UTF-16 units. */
const maxValueLength = 8192
const maxParameters = 100

/** Names that a request may repeat (RFC8707-2, RFC8693-2.1). */
const repeatable: ReadonlySet<string> = new Set(['resource', 'audience'])

/**
 * The single value of each parameter. An empty value counts as absent (RFC6749-3.1).
 * @throws OAuthError `parameter_repeated`, `parameter_too_long`, `too_many_parameters`
 */
export function singleValues(parameters: Parameters): ReadonlyMap<string, string> {
  if (parameters.length > maxParameters) throw new OAuthError('too_many_parameters')
  const values = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (name.length > maxValueLength || value.length > maxValueLength) throw new OAuthError('parameter_too_long')
    if (values.has(name) && !repeatable.has(name)) throw new OAuthError('parameter_repeated')
    if (value !== '') values.set(name, value)
  }
  return values
}
