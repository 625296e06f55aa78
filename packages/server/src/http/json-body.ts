import { OAuthError } from '@latchkey/core'
import { readOctets } from './form.ts'
import { jsonExtent } from './json-extent.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Deepest nesting of arrays and objects: what is deeper can be read by every runtime, but not written again by each. */
export const jsonDepth = 20

/**
 * The value of an `application/json` body, bounded; `undefined`: it is no JSON.
 * @throws OAuthError `body_not_json` for another media type, `body_too_deep`, and as `readOctets`
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new OAuthError('body_not_json')
  const octets = await readOctets(request)
  if (jsonExtent(octets).depth > jsonDepth) throw new OAuthError('body_too_deep')
  const text = decode(octets)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function decode(octets: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(octets)
  } catch {
    return undefined
  }
}
