import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'

/** Where the schema document is: its hash is in the address, so that tools keep it for ever. */
export function schemaRoute(parts: ManagementParts): Handler {
  return authenticated(parts, () => toCurrent(parts))
}

/** The document itself; packed whatever the client accepts, as tools expect it. */
export function schemaDocumentRoute(parts: ManagementParts): Handler {
  let packed: Promise<Uint8Array<ArrayBuffer>> | undefined
  const headers = {
    ...jsonHeaders,
    'content-encoding': 'gzip',
    'cache-control': 'private, max-age=31536000, immutable',
  }
  return authenticated(parts, async (exchange) => {
    const { hash, json } = parts.management.schema
    if (!exchange.path.endsWith(`/${hash}`)) return toCurrent(parts)
    packed ??= pack(json)
    return new Response(await packed, { headers })
  })
}

async function pack(json: string): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded when somebody asks for the document: most servers are never asked.
  const { gzipSync } = await import('node:zlib')
  return gzipSync(json)
}

function toCurrent({ management, issuer }: ManagementParts): Response {
  const location = `${issuer}/api/schema/${management.schema.hash}`
  return new Response(null, { status: 302, headers: { location, 'cache-control': noStore } })
}
