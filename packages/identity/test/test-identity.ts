import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CryptoPort } from '@latchkey/core'
import {
  type Account,
  createIdentity,
  type Identity,
  type IdentityStores,
  newAccount,
  type PasswordOutcome,
} from '@latchkey/identity'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { plainDescriber } from '@latchkey/storage/plain-describer'

export const password = 'correct horse battery'

/** Identity over a real store, with a clock that stands still until it is moved. */
export class TestIdentity implements AsyncDisposable {
  readonly clock = (): number => this.#now
  readonly crypto: CryptoPort
  readonly stores: IdentityStores
  readonly identity: Identity
  readonly #storage: Storage
  readonly #folder: string
  #now = Date.UTC(2030, 0, 15, 12)

  private constructor(storage: Storage, folder: string) {
    this.#storage = storage
    this.#folder = folder
    this.stores = storage.identity
    this.crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock: this.clock })
    this.identity = createIdentity(this)
  }

  static async open(): Promise<TestIdentity> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-identity-'))
    const storage = await openStorage({
      location: `sqlite:${join(folder, 'latchkey.db')}`,
      clock: () => 0,
      describe: plainDescriber,
    })
    return new TestIdentity(storage, folder)
  }

  /** Milliseconds. */
  advance(duration: number): void {
    this.#now += duration
  }

  /** A stored account; with `password` unless `passwordHash` says otherwise. */
  async account(change: { readonly username?: string } & Partial<Account> = {}): Promise<Account> {
    const passwordHash = 'passwordHash' in change ? {} : { passwordHash: await this.identity.hashPassword(password) }
    const made = newAccount(
      { clock: this.clock, randomBytes: this.crypto.randomBytes },
      { username: 'alice', roles: [], claims: {}, ...passwordHash },
    )
    const account = { ...made, ...change }
    await this.stores.accounts.insert(account)
    return account
  }

  /** The kind of the outcome, with the seconds to wait if it says so. */
  async signIn(
    change: { readonly username?: string; readonly password?: string; readonly network?: string } = {},
  ): Promise<string> {
    const outcome: PasswordOutcome = await this.identity.verifyPassword({
      username: 'alice',
      password,
      network: '192.0.2.1',
      ...change,
    })
    return outcome.kind === 'throttled' ? `throttled ${outcome.retryAfter}` : outcome.kind
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
