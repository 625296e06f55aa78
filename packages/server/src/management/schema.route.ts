import { gzipSync } from 'node:zlib'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'

/** Where the schema document is: its hash is in the address, so that tools keep it for ever. */
export function schemaRoute(parts: ManagementParts): Handler {
  return authenticated(parts, () => toCurrent(parts))
}

/** The document itself; packed whatever the client accepts, as tools expect it. */
export function schemaDocumentRoute(parts: ManagementParts): Handler {
  const { hash, json } = parts.management.schema
  const packed = gzipSync(json)
  const headers = {
    ...jsonHeaders,
    'content-encoding': 'gzip',
    'cache-control': 'private, max-age=31536000, immutable',
  }
  return authenticated(parts, (exchange) =>
    exchange.path.endsWith(`/${hash}`) ? new Response(packed, { headers }) : toCurrent(parts),
  )
}

function toCurrent({ management, issuer }: ManagementParts): Response {
  const location = `${issuer}/api/schema/${management.schema.hash}`
  return new Response(null, { status: 302, headers: { location, 'cache-control': noStore } })
}
