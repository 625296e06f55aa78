import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { sampleSchema } from './sample-schema.ts'

/** A request as it came. */
export interface Received {
  readonly method: string
  /** Path with query. */
  readonly path: string
  readonly authorization: string | undefined
  readonly contentType: string | undefined
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export type Script = (request: Received) => Reply | undefined

/** A server of somebody else's: it answers what a test says, and keeps what came. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

/** @param tls PEM texts of a certificate and its key */
export async function scriptedServer(
  script: Script,
  tls?: { readonly cert: string; readonly key: string },
): Promise<ScriptedServer> {
  const received: Received[] = []
  const answer: RequestListener = (request, response) => {
    void reply(request, response, script, received)
  }
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://localhost:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function reply(request: IncomingMessage, response: ServerResponse, script: Script, received: Received[]): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  const came: Received = {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization,
    contentType: request.headers['content-type'],
    body: Buffer.concat(chunks).toString('utf8'),
  }
  received.push(came)
  const { status = 200, headers = {}, body = '' } = script(came) ?? { status: 404 }
  response.writeHead(status, headers)
  response.end(body)
}

const schemaText = JSON.stringify(sampleSchema)
export const schemaHash: string = createHash('sha256').update(schemaText).digest('base64url')

/** What a management server answers at its fixed addresses; `jmap` answers method calls. */
export function managementScript(jmap: (calls: readonly unknown[]) => readonly unknown[]): Script {
  return ({ method, path, body }) => {
    if (path === '/api/schema') return { status: 302, headers: { location: `/api/schema/${schemaHash}` } }
    if (path === `/api/schema/${schemaHash}`) return { headers: { 'content-encoding': 'gzip' }, body: gzipSync(schemaText) }
    if (path === '/jmap/session') {
      const capabilities = { 'urn:ietf:params:jmap:core': { maxObjectsInGet: 2 } }
      return { body: JSON.stringify({ capabilities, apiUrl: 'http://inside.example/jmap/' }) }
    }
    if (method === 'POST' && path === '/jmap') {
      const { methodCalls } = JSON.parse(body) as { readonly methodCalls: readonly unknown[] }
      return { body: JSON.stringify({ methodResponses: jmap(methodCalls), sessionState: '0' }) }
    }
    return undefined
  }
}
