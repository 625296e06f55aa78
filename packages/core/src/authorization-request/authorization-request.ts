import type { ClientId } from '../ids.ts'
import type { RedirectTarget } from './redirect-target.ts'
import type { ResponseTypeName } from './response-types.ts'

export const promptValues = ['none', 'login', 'consent', 'select_account'] as const
export type Prompt = (typeof promptValues)[number]

/** An accepted authorization request: it exists only after all rows of the check table. */
export interface AuthorizationRequest {
  readonly clientId: ClientId
  readonly target: RedirectTarget
  readonly responseType: ResponseTypeName
  /** Known ones only, each once, in the order of the request. */
  readonly scopes: readonly string[]
  readonly nonce?: string
  readonly codeChallenge?: string
  readonly prompts: readonly Prompt[]
  /** Seconds. */
  readonly maxAge?: number
  readonly loginHint?: string
  readonly uiLocales: readonly string[]
  /** The `claims` parameter, verbatim. */
  readonly claims?: string
  /** `auth_time` must be in the ID token, for what the request says (OIDCC-3.1.2.1, OIDCC-5.5.1). */
  readonly authTimeRequested: boolean
  /** Absent: any user. Else only the authorization of one of these answers the request (`id_token_hint`, `sub` in `claims`). */
  readonly subjects?: readonly string[]
}

export function isPrompt(text: string): text is Prompt {
  return promptValues.some((value) => value === text)
}
