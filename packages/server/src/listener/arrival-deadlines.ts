import type { Socket } from 'node:net'

/** Milliseconds that connections have. */
export interface ArrivalLimits {
  /** For a handshake. */
  readonly handshake: number
  /** For the header section of a first request, from the handshake on. */
  readonly headers: number
  /** Between the end of an answer and the header section of the next request. */
  readonly next: number
}

interface Connection {
  /** Requests that are not answered yet. */
  pending: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * Ends connections on which no request arrives in time, however many octets trickle in. `node:http` does that for sockets that it accepted
 * itself; one that it was handed could be kept open for ever.
 */
export class ArrivalDeadlines {
  readonly #limits: ArrivalLimits
  readonly #connections = new WeakMap<Socket, Connection>()

  constructor(limits: ArrivalLimits) {
    this.#limits = limits
  }

  /** The handshake is done. */
  opened(socket: Socket): void {
    const connection: Connection = { pending: 0, timer: undefined }
    this.#connections.set(socket, connection)
    this.#arm(socket, connection, this.#limits.headers)
    socket.once('close', () => clearTimeout(connection.timer))
  }

  /** The header section of a request is there. */
  arrived(socket: Socket): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined) return
    connection.pending += 1
    clearTimeout(connection.timer)
  }

  /** An answer was sent. */
  answered(socket: Socket): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined) return
    connection.pending -= 1
    if (connection.pending === 0 && !socket.destroyed) this.#arm(socket, connection, this.#limits.next)
  }

  #arm(socket: Socket, connection: Connection, limit: number): void {
    clearTimeout(connection.timer)
    connection.timer = setTimeout(() => socket.destroy(), limit)
  }
}
