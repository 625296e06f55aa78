import * as v from 'valibot'

/** A schema around a parser that answers `undefined` for what it does not accept. @param rule Continues a sentence about the property. */
export function parsed<Value>(parse: (value: unknown) => Value | undefined, rule: string): v.GenericSchema<unknown, Value> {
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }): Value => {
      const value = parse(dataset.value)
      if (value !== undefined) return value
      addIssue({ message: rule })
      return NEVER
    }),
  )
}

/** A list of which each entry keeps a rule; the message is that of the first that does not. */
export function parsedList<Value>(
  parseList: (value: unknown) => readonly Value[] | undefined,
  checkEntry: (entry: Value) => string | undefined,
  rule: string,
): v.GenericSchema<unknown, readonly Value[]> {
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }): readonly Value[] => {
      const list = parseList(dataset.value)
      const mistake = list === undefined ? rule : list.map(checkEntry).find((text) => text !== undefined)
      if (list !== undefined && mistake === undefined) return list
      addIssue({ message: mistake ?? rule })
      return NEVER
    }),
  )
}
