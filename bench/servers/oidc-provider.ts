import { join } from 'node:path'
import { executableOf, freePort } from '@latchkey/testing'
import { benchClients } from '../people/bench-people.ts'
import type { RunningProvider } from '../people/prepare-target.ts'
import { ServerProcess } from './server-process.ts'

const listener = join(import.meta.dirname, '../listeners/node-oidc-provider.ts')

/** oidc-provider from npm, on Node, on its memory adapter. */
export async function startOidcProvider(folder: string): Promise<RunningProvider & { readonly process: ServerProcess }> {
  const port = await freePort()
  const process = await ServerProcess.start({
    command: executableOf('node'),
    args: [listener, String(port)],
    env: { ...globalThis.process.env, NODE_ENV: 'production' },
    logFile: join(folder, 'oidc-provider.log'),
    port,
    readyPath: '/.well-known/openid-configuration',
  })
  return {
    process,
    port,
    issuer: `http://localhost:${port}`,
    clients: {
      es256: { clientId: 'bench-es256', clientSecret: benchClients['bench-es256'].clientSecret },
      rs256: { clientId: 'bench-rs256', clientSecret: benchClients['bench-rs256'].clientSecret },
    },
  }
}
