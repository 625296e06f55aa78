import type { LocalLatchkey, StartOptions } from '@latchkey/server'

/** Exit codes: done, refused or failed, wrong usage. */
export type ExitCode = 0 | 1 | 2

export interface Flag {
  /** What a value looks like; absent: a switch without value. */
  readonly form?: string
  readonly isRepeatable?: true
  readonly description: string
}

/** The values of flags and positionals as the person gave them. */
export interface Given {
  readonly positionals: readonly string[]
  /** The single value of a flag. */
  value(flag: string): string | undefined
  values(flag: string): readonly string[]
  isSet(flag: string): boolean
}

/** Where a command writes. */
export interface Output {
  /** A line on standard output. */
  print(line: string): void
  /** A line on standard error. */
  complain(line: string): void
}

/** What a command works with. */
export interface Context extends Output {
  readonly given: Given
  readonly isJson: boolean
  /** Where the installation is: environment, configuration file, flags. */
  options(): StartOptions
  /** Opens the installation; closed when the command ends. */
  open(): Promise<LocalLatchkey>
  /** Asks for a new secret: from standard input when that is asked for, else twice on the terminal without echo. */
  readNewSecret(prompt: string, fromStandardInput: boolean): Promise<string>
}

/** A command is data plus `run`. */
export interface Command {
  /** `client create`: one or two words. */
  readonly name: string
  /** Positional arguments, for the help text. */
  readonly positionals?: string
  readonly summary: string
  /** More help: what is not plain from flags. */
  readonly notes?: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  run(context: Context): Promise<ExitCode>
}

/** The command was given something that it does not understand. */
export class UsageError extends Error {}
