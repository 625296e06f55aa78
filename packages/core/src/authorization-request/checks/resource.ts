import type { Finding } from '../../checks/check.ts'
import { checkResourceEnabled, checkResourceForm, checkResourceKnown } from '../../resources/named-resources.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see RFC8707-2.1 */
export function checkRequestedResourceForm({ named }: RequestInput): Finding | undefined {
  return named && checkResourceForm(named)
}

/** @see RFC8707-2.1 */
export function checkRequestedResourceKnown({ named }: RequestInput): Finding | undefined {
  return named && checkResourceKnown(named)
}

/** @see RFC8707-2.1 */
export function checkRequestedResourceEnabled({ named }: RequestInput): Finding | undefined {
  return named && checkResourceEnabled(named)
}
