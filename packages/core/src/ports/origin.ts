import type { AccountId, ClientId, TraceId } from '../ids.ts'

/** Who caused something. Names are as they were then: an account that is gone is still named. */
export type Actor =
  | { readonly kind: 'account'; readonly accountId: AccountId; readonly name: string }
  | { readonly kind: 'client'; readonly clientId: ClientId }
  /** Whoever can run the command line beside the database. */
  | { readonly kind: 'operator' }
  /** The server itself: first start, recovery, sweep, key ring. */
  | { readonly kind: 'system' }
  /** Nobody who was authenticated. */
  | { readonly kind: 'anonymous' }

/** The way in. `console`: the web console, which is the API in a signed-in browser; `file`: a plan that was applied; `page`: sign-in, consent and account pages; `protocol`: an endpoint below `/auth/`. */
export type Through = 'api' | 'command-line' | 'console' | 'file' | 'page' | 'protocol' | 'registration' | 'setup' | 'start'

/** Who did something, from where, through what. Kept with every revision and audit event, so it holds nothing secret. */
export interface Origin {
  readonly actor: Actor
  readonly through: Through
  /** Network address of the peer. */
  readonly address?: string
  /** Id of the API key or app password that the actor used, or `password`, `access-token`, `session`. */
  readonly credential?: string
  readonly traceId?: TraceId
}

/** What counts as the cause where a caller names none. */
export const systemOrigin: Origin = { actor: { kind: 'system' }, through: 'start' }
