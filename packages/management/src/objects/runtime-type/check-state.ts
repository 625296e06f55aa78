import { type SetCall, StateMismatch } from '../../jmap/contract.ts'
import type { RuntimeSource } from './runtime-source.ts'

/** RFC8620-5.3: a set that names a state goes no further in another one. @throws StateMismatch */
export async function checkState(source: Pick<RuntimeSource<never>, 'state'>, call: SetCall<unknown>): Promise<void> {
  if (call.ifInState !== undefined && call.ifInState !== (await source.state())) throw new StateMismatch()
}
