import type { LocalLatchkey, StartOptions } from '@latchkey/server'
import type { Transport } from './connect/transport.ts'
import type { Paint } from './render/paint.ts'

/** Exit codes: done, refused or failed, wrong usage. */
export type ExitCode = 0 | 1 | 2

export interface Flag {
  /** What a value looks like; absent: a switch without value. */
  readonly form?: string
  /** One letter that stands for it. */
  readonly short?: string
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
  /** Resolves when what was printed has left; absent: it leaves at once. */
  flushed?(): Promise<void>
  /** Absent: nobody looks at it as it comes. */
  readonly terminal?: Terminal
}

/** What is known of the terminal, if there is one. */
export interface Terminal {
  /** Standard output is one. */
  readonly showsOutput: boolean
  /** Standard error is one. */
  readonly showsErrors: boolean
  /** Standard input and output are one: somebody can be asked. */
  readonly isInteractive: boolean
  /** Replaces the last line on standard error that was not ended. */
  overwrite(text: string): void
  /** The line that somebody types. */
  ask(question: string): Promise<string>
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What a command works with. */
export interface Context extends Output {
  readonly given: Given
  readonly isJson: boolean
  readonly environment: Environment
  /** Colours, where they are wanted. */
  readonly paint: Paint
  /** Where the installation is: environment, configuration file, flags. */
  options(): Promise<StartOptions>
  /** Opens the installation on this machine; closed when the command ends. */
  open(): Promise<LocalLatchkey>
  /** The way to management: over HTTP with credentials, else beside the database. Closed when the command ends. */
  connect(): Promise<Transport>
  /** Asks for a new secret: from standard input when that is asked for, else twice on the terminal without echo. */
  readNewSecret(prompt: string, fromStandardInput: boolean): Promise<string>
}

/** Chapters of the help text. */
export type CommandGroup = 'objects' | 'configuration as code' | 'operation' | 'server'

/**
 * Where a command works: `anywhere`, over HTTP or on the database of this machine; `local`, on the latter only; `server`, with a URL but
 * without credentials; `nowhere`.
 */
export type Place = 'anywhere' | 'local' | 'server' | 'nowhere'

/** A command is data plus `run`. */
export interface Command {
  /** `client create`: one or two words. */
  readonly name: string
  readonly group: CommandGroup
  readonly place: Place
  /** Positional arguments, for the help text. */
  readonly positionals?: string
  readonly summary: string
  /** More help: what is not plain from flags. */
  readonly notes?: readonly string[]
  /** Lines that can be typed. */
  readonly examples?: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  /** What the first positional names, for shell completion. */
  readonly completes?: 'object' | 'objects' | 'any-name' | 'file' | 'shell'
  /** `--json` followed by an object is input; alone it asks for JSON output. */
  readonly takesJson?: true
  run(context: Context): Promise<ExitCode>
}

/** The command was given something that it does not understand: exit code 2. */
export class UsageError extends Error {}

/** What was asked for was refused, or cannot be done: exit code 1. Its message is for people, one line or several. */
export class Failure extends Error {}

/** As `Failure`, with a message that stands for itself. */
export class Refusal extends Error {}
