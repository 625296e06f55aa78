import { type Flag, type Given, type Output, UsageError } from './command.ts'

const defaultLimit = 50
const maxLimit = 1000

/** Flags of commands that list page by page. */
export function pageFlags(key: string): Readonly<Record<'limit' | 'after', Flag>> {
  return {
    limit: { form: 'NUMBER', description: `How many at most, up to ${maxLimit}; ${defaultLimit} unless told.` },
    after: { form: key, description: 'Begin behind this one: where the last page ended.' },
  }
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Whether the list goes on behind the last row. */
  readonly isCut: boolean
}

/** The page that the flags ask for. @throws UsageError when `--limit` is no number that is allowed */
export async function readPage<Row>(
  given: Given,
  list: (page: { readonly after?: string; readonly limit: number }) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const text = given.value('limit') ?? String(defaultLimit)
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > maxLimit) throw new UsageError(`--limit must be a number from 1 to ${maxLimit}`)
  const after = given.value('after')
  // One more than is shown tells whether there are more.
  const rows = await list({ limit: limit + 1, ...(after !== undefined && { after }) })
  return { rows: rows.slice(0, limit), isCut: rows.length > limit }
}

/** Says how to go on. @param last what `--after` needs, as it can be typed in a shell */
export function printNext({ print }: Output, command: string, last: string): void {
  const quoted = /^[\w.:/@+-]+$/.test(last) ? last : `'${last.replaceAll("'", `'\\''`)}'`
  print('')
  print(`There are more: ${command} --after=${quoted}`)
}
