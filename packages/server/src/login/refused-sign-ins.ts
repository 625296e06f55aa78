import { type AuditLog, type ClientId, type Clock, newId, type RandomBytes, type Through, type TraceId } from '@latchkey/core'
import { type AccountStore, networkOf, usernameKey } from '@latchkey/identity'
import { BoundedMap } from '../bounded-map.ts'

/** A sign-in that was not one. */
export interface RefusedAttempt {
  /** As typed: never recorded, as people type passwords there, too. */
  readonly username: string
  /** Network address of the person. */
  readonly address: string
  /** The way in; absent: a page. */
  readonly through?: Through
  readonly traceId?: TraceId
  readonly clientId?: ClientId
}

/** Throttled attempts of one network within this many milliseconds are recorded once: they cost whoever sends them nothing. */
const throttledPeriod = 60_000
const networksKept = 10_000

/**
 * Tells the audit log of sign-ins that were refused, naming the account if the user name is one's. It is looked up whether or not there is
 * one, and recorded before the answer either way, so that the answer tells nothing of it.
 */
export class RefusedSignIns {
  readonly #audit: AuditLog
  readonly #accounts: Pick<AccountStore, 'findByUsername'>
  readonly #clock: Clock
  readonly #randomBytes: RandomBytes
  readonly #throttled = new BoundedMap<string, number>(networksKept)

  constructor(parts: {
    readonly audit: AuditLog
    readonly accounts: Pick<AccountStore, 'findByUsername'>
    readonly clock: Clock
    readonly randomBytes: RandomBytes
  }) {
    this.#audit = parts.audit
    this.#accounts = parts.accounts
    this.#clock = parts.clock
    this.#randomBytes = parts.randomBytes
  }

  /** Wrong password, unknown user name or disabled account. */
  refused(attempt: RefusedAttempt): Promise<void> {
    return this.#record(attempt, 'credentials')
  }

  /** Too many failures before. */
  async throttled(attempt: RefusedAttempt): Promise<void> {
    const now = this.#clock()
    const network = networkOf(attempt.address)
    const last = this.#throttled.get(network)
    if (last !== undefined && Math.abs(now - last) < throttledPeriod) return
    this.#throttled.set(network, now)
    await this.#record(attempt, 'throttled')
  }

  async #record({ username, address, through = 'page', traceId, clientId }: RefusedAttempt, reason: string): Promise<void> {
    const account = await this.#accounts.findByUsername(usernameKey(username))
    const at = this.#clock()
    await this.#audit.record({
      eventId: newId('evt', { randomBytes: this.#randomBytes, now: at }),
      at,
      kind: 'sign-in-refused',
      outcome: 'refused',
      origin: {
        actor: { kind: 'anonymous' },
        through,
        address,
        ...(traceId === undefined ? {} : { traceId }),
      },
      reason,
      ...(account === undefined ? {} : { accountId: account.accountId }),
      ...(clientId === undefined ? {} : { clientId }),
    })
  }
}
