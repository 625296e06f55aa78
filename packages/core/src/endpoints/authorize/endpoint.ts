import type { KeyRing } from '../../keys/key-ring.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { findSession } from '../../sessions/find-session.ts'
import { signIn } from '../../sessions/sign-in.ts'
import type { Engine } from './answer.ts'
import { authorize } from './authorize.ts'
import { openTransaction } from './open-transaction.ts'
import { decide, failSignIn, resume } from './resume.ts'

/** The authorization endpoint with the steps of its pages. */
export type AuthorizeEndpoint = Pick<
  Provider,
  'authorize' | 'openTransaction' | 'resume' | 'decide' | 'failSignIn' | 'signIn' | 'findSession'
>

export function createAuthorizeEndpoint(options: ProviderOptions, ports: Ports, keys: KeyRing): AuthorizeEndpoint {
  const engine: Engine = { options, ports, keys }
  return {
    authorize: (input) => authorize(input, engine),
    openTransaction: (input) => openTransaction(input, engine),
    resume: (input) => resume(input, engine),
    decide: (input, decision) => decide(input, decision, engine),
    failSignIn: (input) => failSignIn(input, engine),
    signIn: (input) => signIn(input, ports),
    findSession: (cookie) => findSession(cookie, ports),
  }
}
