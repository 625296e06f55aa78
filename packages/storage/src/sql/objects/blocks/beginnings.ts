import { type RawBuilder, sql } from 'kysely'
import { termText } from '../index-text.ts'

/*
 * Which beginnings of words the objects of a block have, as a Bloom filter in text that both databases can look into: so many bits, four a
 * hexadecimal digit. It never lacks a beginning; it may have one that no object has, or has any more.
 */

/** Bits of a filter: a power of two. The words of a thousand people begin in some hundreds of ways. */
const bits = 4_096
const digits = bits / 4
const none = '0'.repeat(digits)
/** Beginnings have so many code points at most. */
const longest = 2

/** The bits that stand for the beginnings of these words. */
export function marksOf(terms: Iterable<string>): ReadonlySet<number> {
  const marks = new Set<number>()
  for (const term of terms) {
    let beginning = ''
    for (const point of firstPoints(term)) {
      beginning += point
      for (const mark of marksOfBeginning(beginning)) marks.add(mark)
    }
  }
  return marks
}

/** A filter with these bits too; the same text, if it has them all. */
export function withMarks(filter: string, marks: Iterable<number>): string {
  let all: string[] | undefined
  for (const mark of marks) {
    const place = mark >> 2
    const digit = Number.parseInt((all ?? filter)[place] ?? '0', 16)
    const bit = 1 << (mark & 3)
    if ((digit & bit) !== 0) continue
    all ??= [...(filter === '' ? none : filter)]
    all[place] = (digit | bit).toString(16)
  }
  return all === undefined ? filter : all.join('')
}

/** A filter with what either has. */
export function eitherOf(one: string, other: string): string {
  if (one === '' || other === '') return one + other
  return Array.from(one, (digit, place) =>
    (Number.parseInt(digit, 16) | Number.parseInt(other[place] ?? '0', 16)).toString(16),
  ).join('')
}

/** Whether a block can have objects with a word that begins so; true of every block, if the beginning is empty. */
export function mayBegin(filter: RawBuilder<unknown>, word: string): RawBuilder<unknown> {
  const beginning = firstPoints(termText(word)).join('')
  if (beginning === '') return sql`1 = 1`
  return sql.join(
    marksOfBeginning(beginning).map((mark) => {
      const having = Array.from({ length: 16 }, (_, digit) => digit).filter((digit) => (digit & (1 << (mark & 3))) !== 0)
      const texts = sql.join(having.map((digit) => sql.lit(digit.toString(16))))
      return sql`substr(${filter}, ${sql.lit((mark >> 2) + 1)}, 1) in (${texts})`
    }),
    sql` and `,
  )
}

function firstPoints(term: string): readonly string[] {
  // No code point has more than two units.
  return [...term.slice(0, 2 * longest)].slice(0, longest)
}

/** Bits that stand for one beginning: so many that, beside some hundreds of others, one in some thousands is found where it is not. */
const marksOfOne = 4

function marksOfBeginning(beginning: string): readonly number[] {
  let hash = 0x811c9dc5
  for (let unit = 0; unit < beginning.length; unit += 1) hash = Math.imul(hash ^ beginning.charCodeAt(unit), 0x01000193)
  const [start, step] = [mixed(hash), mixed(hash ^ 0x9e3779b9) | 1]
  return Array.from({ length: marksOfOne }, (_, place) => (start + Math.imul(place, step)) & (bits - 1))
}

function mixed(hash: number): number {
  let mix = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return mix ^ (mix >>> 16)
}
