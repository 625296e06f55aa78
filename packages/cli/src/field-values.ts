import { UsageError } from './command.ts'

/** The pairs of `--field name=value`. @throws UsageError when one is no pair or a name is repeated */
export function parseFields(texts: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const text of texts) {
    const equals = text.indexOf('=')
    if (equals < 1) throw new UsageError('--field needs NAME=VALUE')
    const name = text.slice(0, equals)
    if (fields.has(name)) throw new UsageError(`--field ${name} is given twice`)
    fields.set(name, text.slice(equals + 1))
  }
  return fields
}

/** A value as JSON where it looks like it (objects, lists, truth values, quoted text, null), else the text itself. */
export function looseValue(text: string): unknown {
  if (!/^\s*[[{"]|^(true|false|null)$/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** As `looseValue`, and whole numbers as numbers. */
export function looseNumber(text: string): unknown {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : looseValue(text)
}
