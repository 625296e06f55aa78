import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import { promptsSupported } from '../authorization-request.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see OIDCC-3.1.2.1, OIDCIUR-4.1 */
export function checkPromptKnown({ prompts, opensAccounts = false }: RequestInput): Finding | undefined {
  const supported = promptsSupported(opensAccounts)
  const unknown = prompts.find((value) => !supported.some((known) => known === value))
  if (unknown === undefined) return undefined
  return { reason: 'prompt_unknown', expected: supported.join(', '), received: showValue(unknown) }
}

/** @see OIDCC-3.1.2.1 */
export function checkPromptNoneAlone({ prompts }: RequestInput): Finding | undefined {
  if (!prompts.includes('none') || prompts.length === 1) return undefined
  return { reason: 'prompt_none_not_alone', expected: 'none alone', received: prompts.join(' ') }
}

/**
 * `create` beside values that want an account which exists. Only recommended not to be sent, so it is reported and not refused: the
 * person is shown the form for a new account, and who has just got one has signed in and chosen by that.
 * @see OIDCIUR-4
 */
export function checkPromptCreateAlone({ prompts }: RequestInput): Finding | undefined {
  if (!prompts.includes('create') || prompts.length === 1) return undefined
  return { reason: 'prompt_create_not_alone', expected: 'create alone', received: showValue(prompts.join(' ')) }
}
