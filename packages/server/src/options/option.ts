/** One start-up option: all that is known of it stands in its declaration, nowhere else. */
export interface Option<Value> {
  readonly variable: `LATCHKEY_${string}`
  /** Name of the flag, without dashes. */
  readonly flag: string
  /** What a value looks like, in the help text. */
  readonly form: string
  readonly description: string
  /** Value in the same form; absent: the option is unset by default. */
  readonly default?: string
  /** What applies when it is unset and has no `default`, in words. */
  readonly otherwise?: string
  /** Never printed, and not accepted as a flag: command lines are visible to every user of the machine. */
  readonly sensitive?: true
  /** What may be printed of a sensitive value; absent: nothing. */
  shown?(text: string): string | undefined
  /** @throws Refused with the remedy. */
  parse(text: string): Value
}

/** A value that an option cannot have. The message is the remedy: what is allowed. */
export class Refused extends Error {}

/** One mistake in the options; a start collects them all. */
export interface Mistake {
  /** As the person wrote it: variable, flag, or key of the configuration file. */
  readonly name: string
  /** Absent for sensitive options and for values that are missing. */
  readonly value?: string
  readonly remedy: string
}

/** The server cannot start as it was asked to. */
export class StartRefused extends Error {
  readonly mistakes: readonly Mistake[]

  constructor(mistakes: readonly Mistake[]) {
    super(describeMistakes(mistakes))
    this.name = 'StartRefused'
    this.mistakes = mistakes
  }
}

/** All mistakes, one per line. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
  const lines = mistakes.map((mistake) => {
    const value = mistake.value === undefined ? '' : ` = ${JSON.stringify(mistake.value)}`
    return `  ${mistake.name}${value}: ${mistake.remedy}`
  })
  return ['Latchkey cannot start:', ...lines].join('\n')
}
