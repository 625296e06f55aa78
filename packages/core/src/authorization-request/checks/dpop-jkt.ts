import type { Finding } from '../../checks/check.ts'
import type { RequestInput } from '../check-inputs.ts'

/** A SHA-256 in base64url without padding: the last character carries four bits only (RFC4648-3.5). */
const thumbprint = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** @see RFC9449-10 */
export function checkDpopJkt({ values }: RequestInput): Finding | undefined {
  const jkt = values.get('dpop_jkt')
  if (jkt === undefined || thumbprint.test(jkt)) return undefined
  return { reason: 'dpop_jkt_malformed', expected: '43 characters of base64url', received: `${jkt.length} characters` }
}
