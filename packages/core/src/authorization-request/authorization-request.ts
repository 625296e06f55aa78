import type { ClientId, Digest } from '../ids.ts'
import type { AuthorizationDetail } from '../rich-authorization/detail-type.ts'
import type { RedirectTarget } from './redirect-target.ts'
import type { ResponseTypeName } from './response-types.ts'

const promptValues = ['none', 'login', 'consent', 'select_account', 'create'] as const
export type Prompt = (typeof promptValues)[number]

/** `prompt_values_supported` (OIDCIUR-3). @param opensAccounts whether people may create accounts for themselves */
export function promptsSupported(opensAccounts: boolean): readonly Prompt[] {
  return opensAccounts ? promptValues : existingAccountPrompts
}

const existingAccountPrompts: readonly Prompt[] = promptValues.filter((value) => value !== 'create')

/** An accepted authorization request: it exists only after all rows of the check table. */
export interface AuthorizationRequest {
  readonly clientId: ClientId
  readonly target: RedirectTarget
  readonly responseType: ResponseTypeName
  /** Known ones only, each once, in the order of the request. */
  readonly scopes: readonly string[]
  /** Named by `resource` (RFC8707-2.1), each once; absent: none. */
  readonly resources?: readonly string[]
  /** Named by `authorization_details` (RFC9396-2); absent: none. */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
  readonly nonce?: string
  readonly codeChallenge?: string
  /** Thumbprint of the DPoP key that the code will be bound to (RFC9449-10). */
  readonly dpopJkt?: string
  readonly prompts: readonly Prompt[]
  /** Seconds. */
  readonly maxAge?: number
  readonly loginHint?: string
  readonly uiLocales: readonly string[]
  /** Languages of claims, in the order of preference; absent: none was named. */
  readonly claimsLocales?: readonly string[]
  /** The `claims` parameter, verbatim. */
  readonly claims?: string
  /** `auth_time` must be in the ID token, for what the request says (OIDCC-3.1.2.1, OIDCC-5.5.1). */
  readonly authTimeRequested: boolean
  /** Absent: any user. Else only the authorization of one of these answers the request (`id_token_hint`, `sub` in `claims`). */
  readonly subjects?: readonly string[]
  /** Of the handle, where the request was pushed: it is answered once (RFC9126-4). */
  readonly pushed?: Digest
  /** Of the `jti` of its request object, where it has one: such a request is answered once. */
  readonly objectUse?: { readonly digest: Digest; readonly expiresAt: number }
}

export function isPrompt(text: string): text is Prompt {
  return promptValues.some((value) => value === text)
}
