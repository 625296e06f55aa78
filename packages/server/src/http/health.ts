import { jsonHeaders, noStore } from './headers.ts'
import type { Handler } from './route.ts'

const headers = { ...jsonHeaders, 'cache-control': noStore }

/** The process runs and takes requests. */
export const healthLive: Handler = () => answer(200, 'alive')

/** The database answers, so requests can be served. */
export function healthReady(ping: () => Promise<void>): Handler {
  return async () => {
    try {
      await ping()
    } catch {
      return answer(503, 'unavailable')
    }
    return answer(200, 'ready')
  }
}

function answer(status: number, word: string): Response {
  return new Response(JSON.stringify({ status: word }), { status, headers })
}
