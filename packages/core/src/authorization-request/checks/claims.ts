import type { Finding } from '../../checks/check.ts'
import { acrValuesSupported } from '../../sessions/authentication-context.ts'
import type { RequestInput } from '../check-inputs.ts'

/** The value is not shown: it may hold data of a person. @see OIDCC-5.5 */
export function checkClaimsForm({ claims }: RequestInput): Finding | undefined {
  return claims === 'malformed' ? { reason: 'claims_malformed' } : undefined
}

/** An essential acr that no sign-in here reaches is a failed authentication, known beforehand. @see OIDCC-5.5.1.1 */
export function checkEssentialAcr({ claims }: RequestInput): Finding | undefined {
  if (claims === undefined || claims === 'malformed') return undefined
  const acr = claims.idToken.get('acr')
  if (acr?.essential !== true || acr.values === undefined) return undefined
  if (acr.values.some((value) => acrValuesSupported.some((supported) => supported === value))) return undefined
  return { reason: 'acr_unreachable', expected: acrValuesSupported.join(', ') }
}
