import type { Listener, ListenOptions } from './listener.ts'

/** Opens the port with what the runtime has. @throws the system's error when it cannot be opened. */
export async function listen(options: ListenOptions): Promise<Listener> {
  if (options.asksForCertificates === true) {
    const { listenWithCertificates } = await import('./with-certificates.ts')
    return listenWithCertificates(options)
  }
  if (process.versions['bun'] !== undefined) {
    const { listenOnBun } = await import('./bun.ts')
    return listenOnBun(options)
  }
  const { listenOnNode } = await import('./node.ts')
  return listenOnNode(options)
}
