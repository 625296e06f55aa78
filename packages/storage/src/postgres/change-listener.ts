import pg from 'pg'
import { DatabaseInUseError } from '../database-in-use-error.ts'
import { patiently } from '../patiently.ts'
import { holds, listen } from './advisory.ts'
import { clientConfig } from './connection-pool.ts'

/** How often the connection has to prove that it lives, milliseconds. */
const heartbeat = 400
/** A connection that has not answered for so long says nothing of the others' changes any more, milliseconds. */
const silence = 1_000
/** First and longest pause between two attempts to connect, milliseconds. */
const backoff = { first: 100, longest: 5_000 }

export interface ChangeListenerOptions {
  readonly location: string
  /** An announcement of any node, this one included. */
  readonly onChange: (announcement: string) => void
  /** Listening (again): what was changed before now is unknown. */
  readonly onReconnect: () => void
  readonly onError: (error: unknown) => void
}

/** The connection on which other nodes' changes are heard, and by which this node has the database. Reconnects by itself until it is closed. */
export class ChangeListener {
  readonly #options: ChangeListenerOptions
  #client: pg.Client | undefined
  /** When the last heartbeat that was answered was sent, on the clock of `performance.now`. */
  #aliveAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #pause = backoff.first
  #closed = false

  constructor(options: ChangeListenerOptions) {
    this.#options = options
  }

  /** Whether every change of others that was committed more than a second ago has been heard. */
  isCurrent(): boolean {
    return performance.now() - this.#aliveAt < silence
  }

  /**
   * @param patience for a backup that is being restored into the database, milliseconds
   * @throws when the first connection cannot be made; DatabaseInUseError
   */
  async start(patience: number): Promise<void> {
    await this.#connect(patience)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#aliveAt = Number.NEGATIVE_INFINITY
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(this.#options.onError)
  }

  /** @param patience for a backup that is being restored into the database, milliseconds */
  async #connect(patience = 0): Promise<void> {
    const client = new pg.Client({ ...clientConfig(this.#options.location), query_timeout: silence })
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('the connection that listens for changes was closed')))
    client.on('notification', ({ payload }) => this.#options.onChange(payload ?? ''))
    let asked: number
    try {
      await client.connect()
      if (!(await patiently(patience, () => holds(client, 'together')))) throw new DatabaseInUseError()
      asked = performance.now()
      await listen(client)
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
    if (this.#closed) {
      await client.end()
      return
    }
    this.#client = client
    this.#pause = backoff.first
    this.#options.onReconnect()
    this.#aliveAt = asked
    this.#beat(client)
  }

  #beat(client: pg.Client): void {
    this.#timer = setTimeout(() => {
      const asked = performance.now()
      client.query('select 1').then(
        () => {
          if (this.#client !== client) return
          this.#aliveAt = asked
          this.#beat(client)
        },
        (error: unknown) => this.#lost(client, error),
      )
    }, heartbeat)
    this.#timer.unref()
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#aliveAt = Number.NEGATIVE_INFINITY
    clearTimeout(this.#timer)
    client.end().catch(() => {})
    this.#options.onError(error)
    this.#reconnectLater()
  }

  #reconnectLater(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#connect().catch((error: unknown) => {
        this.#options.onError(error)
        this.#reconnectLater()
      })
    }, this.#pause)
    this.#timer.unref()
    this.#pause = Math.min(this.#pause * 2, backoff.longest)
  }
}
