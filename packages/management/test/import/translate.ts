import {
  type ImportFormat,
  type ImportOptions,
  importFormats,
  TooMuch,
  type Translated,
  Translation,
} from '../../src/import/index.ts'
import type { JsonObject } from '../../src/ports/json.ts'

export interface Imported extends Translated {
  /** Values of the operations by their type. */
  readonly values: Readonly<Record<string, readonly JsonObject[]>>
  /** Left-overs in one line each: `2 kind (example, example)`. */
  readonly left: readonly string[]
  /** Mistakes in one line each. */
  readonly wrong: readonly string[]
}

/** What values of the source become. */
export function translate(name: ImportFormat['name'], values: readonly unknown[], options: ImportOptions = {}): Imported {
  const format = importFormats.find((one) => one.name === name)
  if (format === undefined) throw new Error(name)
  const translation = new Translation()
  const translator = format.begin(translation, options)
  try {
    for (const [index, value] of values.entries()) {
      translator.take(value, format.reads === 'lines' ? `file line ${index + 1}` : `file${index === 0 ? '' : index}`)
    }
    translator.finish()
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
  }
  const { result } = translation
  const operations = result.lines.map((line) => JSON.parse(line) as { object: string; value: JsonObject })
  const grouped = Map.groupBy(operations, ({ object }) => object)
  return {
    ...result,
    values: Object.fromEntries([...grouped].map(([object, all]) => [object, all.map(({ value }) => value)])),
    left: result.leftOvers.map(({ count, what, examples }) => `${count} ${what} (${examples.join(', ')})`),
    wrong: result.mistakes.map(({ place, text }) => `${place} ${text}`),
  }
}
