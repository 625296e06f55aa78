import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import { isPrompt, promptValues } from '../authorization-request.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see OIDCC-3.1.2.1, OIDCIUR-4.1 */
export function checkPromptKnown({ prompts }: RequestInput): Finding | undefined {
  const unknown = prompts.find((value) => !isPrompt(value))
  if (unknown === undefined) return undefined
  return { reason: 'prompt_unknown', expected: promptValues.join(', '), received: showValue(unknown) }
}

/** @see OIDCC-3.1.2.1 */
export function checkPromptNoneAlone({ prompts }: RequestInput): Finding | undefined {
  if (!prompts.includes('none') || prompts.length === 1) return undefined
  return { reason: 'prompt_none_not_alone', expected: 'none alone', received: prompts.join(' ') }
}
