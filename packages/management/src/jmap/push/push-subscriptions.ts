import { formatEventId, parseEventId } from './event-id.ts'
import type { EventSourceParameters } from './event-source-parameters.ts'
import { eventIdText, eventText } from './event-text.ts'
import { stateChange } from './state-change.ts'

/** Runs something once, later. Answers the way to call it off. */
export type StartTimer = (milliseconds: number, run: () => void) => () => void

export interface PushConnection {
  readonly parameters: EventSourceParameters
  /** Of whom the states are. */
  readonly accountId: string
  /** `Last-Event-ID` of the request. */
  readonly lastEventId?: string
  /** State of each type that the caller may see. */
  states(): Promise<Readonly<Record<string, string>>>
  /** Appends to the stream. */
  write(text: string): void
  /** Ends the stream; called once, and not after `stop`. */
  end(): void
}

export interface PushOptions {
  readonly startTimer: StartTimer
  /** Milliseconds in which changes add up to one event of a connection. */
  readonly interval?: number
  /** Told when states could not be read or written; the connection ends, so that its client comes back. */
  readonly onError: (error: unknown) => void
}

/**
 * Open event sources. Whatever number of changes come, a connection hears of them at most once an interval, and only of types whose state is
 * another than it last heard.
 * @see RFC8620-7.3
 */
export class PushSubscriptions {
  readonly #options: PushOptions
  readonly #open = new Set<OpenConnection>()

  constructor(options: PushOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#open.size
  }

  /** Objects of a type (with prefix) changed. */
  changed(type: string): void {
    for (const connection of this.#open) connection.changed(type)
  }

  /**
   * Begins to tell a connection of what changes from now on, and of what it missed if it knows an earlier event.
   * @returns the way to stop, for when the peer has gone
   */
  open(connection: PushConnection): () => void {
    const opened = new OpenConnection(connection, this.#options, () => this.#open.delete(opened))
    this.#open.add(opened)
    return () => opened.stop()
  }

  /** Ends every connection. */
  close(): void {
    for (const connection of [...this.#open]) connection.end()
  }
}

class OpenConnection {
  readonly #connection: PushConnection
  readonly #options: PushOptions
  readonly #forget: () => void
  /** What the client knows: of its last event, or of now. */
  #known: Promise<Readonly<Record<string, string>>>
  #hasChanges = false
  #cancelTelling: (() => void) | undefined
  #cancelPing: (() => void) | undefined
  #isOpen = true

  constructor(connection: PushConnection, options: PushOptions, forget: () => void) {
    this.#connection = connection
    this.#options = options
    this.#forget = forget
    const missedSince = parseEventId(connection.lastEventId)
    this.#known = missedSince === undefined ? this.#begin() : Promise.resolve(missedSince)
    this.#known.catch((error: unknown) => this.#fail(error))
    if (missedSince !== undefined) this.#schedule()
    this.#schedulePing()
  }

  changed(type: string): void {
    const { types } = this.#connection.parameters
    if (!this.#isOpen || (types !== undefined && !types.has(type))) return
    this.#hasChanges = true
    this.#schedule()
  }

  stop(): void {
    this.#isOpen = false
    this.#cancelTelling?.()
    this.#cancelPing?.()
    this.#forget()
  }

  end(): void {
    if (!this.#isOpen) return
    this.stop()
    this.#connection.end()
  }

  #schedule(): void {
    this.#cancelTelling ??= this.#options.startTimer(this.#options.interval ?? 100, () => {
      this.#hasChanges = false
      this.#tell()
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          this.#cancelTelling = undefined
          if (this.#isOpen && this.#hasChanges) this.#schedule()
        })
    })
  }

  async #tell(): Promise<void> {
    const known = await this.#known
    const states = await this.#connection.states()
    const { parameters, accountId } = this.#connection
    const changed = Object.entries(states).filter(
      ([type, state]) =>
        (parameters.types === undefined || parameters.types.has(type)) && !(Object.hasOwn(known, type) && known[type] === state),
    )
    this.#known = Promise.resolve(states)
    if (!this.#isOpen || changed.length === 0) return
    const change = stateChange({ [accountId]: Object.fromEntries(changed) })
    this.#connection.write(eventText('state', change, formatEventId(states)))
    if (parameters.closesAfterState) this.end()
  }

  async #begin(): Promise<Readonly<Record<string, string>>> {
    const states = await this.#connection.states()
    if (this.#isOpen) this.#connection.write(eventIdText(formatEventId(states)))
    return states
  }

  #schedulePing(): void {
    const { ping } = this.#connection.parameters
    if (ping === 0) return
    this.#cancelPing = this.#options.startTimer(ping * 1000, () => {
      try {
        this.#connection.write(eventText('ping', { interval: ping }))
        this.#schedulePing()
      } catch (error) {
        this.#fail(error)
      }
    })
  }

  #fail(error: unknown): void {
    if (!this.#isOpen) return
    this.#options.onError(error)
    this.end()
  }
}
