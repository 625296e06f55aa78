import { OAuthError } from '@latchkey/core'
import { readOctets } from './form.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The value of an `application/json` body, bounded; `undefined`: it is no JSON.
 * @throws OAuthError `body_not_json` for another media type, `body_too_large`, `body_too_slow`
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new OAuthError('body_not_json')
  const octets = await readOctets(request)
  try {
    return JSON.parse(strictUtf8.decode(octets))
  } catch {
    return undefined
  }
}
