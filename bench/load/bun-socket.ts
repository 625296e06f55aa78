/**
 * The part of Bun's socket interface that the load generator uses. It is used instead of `node:net` because the measured listener serves
 * more than `node:net` can ask for on one core, and then the figures would be the generator's.
 */
interface BunSocket {
  /** Bytes taken; fewer than given when the socket's buffer is full. */
  write(data: Uint8Array): number
  end(): void
}

interface BunSocketHandlers {
  data(socket: BunSocket, chunk: Buffer): void
  close(socket: BunSocket): void
  error(socket: BunSocket, error: Error): void
}

declare const Bun: {
  connect(options: { readonly hostname: string; readonly port: number; readonly socket: BunSocketHandlers }): Promise<BunSocket>
}

export type { BunSocket }

/** @throws Error when nothing listens there. */
export function openSocket(hostname: string, port: number, handlers: BunSocketHandlers): Promise<BunSocket> {
  return Bun.connect({ hostname, port, socket: handlers })
}
