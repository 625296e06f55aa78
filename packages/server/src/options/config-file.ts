import { Refused } from './option.ts'

/**
 * The pairs of a configuration file: either one JSON object with text, number or boolean values, or lines `KEY=VALUE` where blank
 * lines and lines that begin with `#` do not count and a value may stand in single or double quotes.
 * @throws Refused when it is neither, naming the line but never quoting it.
 */
export function parseConfigFile(text: string): ReadonlyMap<string, string> {
  return text.trimStart().startsWith('{') ? parseJson(text) : parseLines(text)
}

function parseJson(text: string): ReadonlyMap<string, string> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Refused('must hold one JSON object or lines of the form KEY=VALUE')
  }
  return new Map(
    Object.entries(parsed as object).map(([key, value]: [string, unknown]) => {
      if (!['string', 'number', 'boolean'].includes(typeof value)) throw new Refused(`must hold text as the value of ${key}`)
      return [key, String(value)]
    }),
  )
}

function parseLines(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const [, key, value] = /^\s*([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key === undefined || value === undefined) throw new Refused(`must have the form KEY=VALUE in line ${index + 1}`)
    if (pairs.has(key)) throw new Refused(`must not have ${key} twice (line ${index + 1})`)
    pairs.set(
      key,
      /^"(.*)"$|^'(.*)'$/
        .exec(value)
        ?.slice(1)
        .find((inner) => inner !== undefined) ?? value,
    )
  }
  return pairs
}
