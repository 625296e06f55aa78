import type { Finding } from '../../checks/check.ts'
import type { Posture } from '../../checks/posture.ts'
import { acrValuesSupported } from '../../sessions/authentication-context.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

/** Values of which no sign-in here reaches a single one: that is known beforehand. @see RFC9470-5 */
export function checkAcrValues({ values }: RequestInput): Finding | undefined {
  const wanted =
    values
      .get('acr_values')
      ?.split(' ')
      .filter((value) => value !== '') ?? []
  if (wanted.length === 0 || wanted.some((value) => acrValuesSupported.includes(value))) return undefined
  return { reason: 'acr_values_unreachable', expected: acrValuesSupported.join(' '), received: showValue(wanted.join(' ')) }
}

/** In a request of OpenID Connect the values are a wish (OIDCC-3.1.2.1), and the ID token says what became of it; elsewhere they are a demand. */
export function acrValuesPosture({ scopes }: RequestInput): Posture {
  return scopes?.includes('openid') === true ? 'report' : 'enforce'
}
