import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIdentity, newAccount } from '@latchkey/identity'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { operatorCaller } from '../../src/access/authenticate.ts'
import type { Caller } from '../../src/access/caller.ts'
import type { SetError } from '../../src/contract.ts'
import type { ObjectType } from '../../src/jmap/contract.ts'
import { type ObjectCatalogue, objectCatalogue } from '../../src/object-catalogue.ts'
import { authenticationSettings } from '../../src/objects/authentication/settings.ts'
import type { ManagedPorts } from '../../src/objects/managed-type/managed-ports.ts'
import { managedType } from '../../src/objects/managed-type/managed-type.ts'
import { openOidcProvider } from '../../src/objects/oidc-provider/open-oidc-provider.ts'
import type { JsonObject } from '../../src/ports/json.ts'
import type { ManagedName, ObjectStore } from '../../src/ports/objects.ts'

/** The managed types of the product on a database of their own. */
export class ObjectWorld implements AsyncDisposable {
  readonly catalogue: ObjectCatalogue
  readonly ports: ManagedPorts
  readonly storage: Storage
  readonly operator: Caller
  readonly #folder: string
  readonly #time: { now: number }

  private constructor(parts: {
    catalogue: ObjectCatalogue
    ports: ManagedPorts
    storage: Storage
    folder: string
    time: { now: number }
  }) {
    this.catalogue = parts.catalogue
    this.ports = parts.ports
    this.storage = parts.storage
    this.operator = operatorCaller('api', parts.catalogue.rules.all)
    this.#folder = parts.folder
    this.#time = parts.time
  }

  static async open(): Promise<ObjectWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-objects-'))
    const time = { now: Date.UTC(2030, 0, 15, 12) }
    const clock = (): number => time.now
    const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock })
    const catalogue = objectCatalogue({ crypto, policy: () => authenticationSettings('{}') })
    const storage = await openStorage({
      location: `sqlite:${join(folder, 'latchkey.db')}`,
      clock,
      randomBytes: crypto.randomBytes,
      describe: catalogue.describe,
      onError: (error) => {
        throw error
      },
    })
    const sources = {
      environment: () => undefined,
      readFile: (path: string): string => {
        throw new Error(`no file ${path}`)
      },
    }
    const settings = await openOidcProvider({ clock, crypto, stores: storage.provider, sources })
    settings.close()
    const identity = createIdentity({ clock, crypto, stores: storage.identity })
    const { objects } = storage.management
    const ports = { clock, crypto, identity, sources, objects, registry: catalogue.registry }
    return new ObjectWorld({ catalogue, ports, storage, folder, time })
  }

  /** Lets time pass, in milliseconds. */
  pass(milliseconds: number): void {
    this.#time.now += milliseconds
  }

  /** @param around lets a test come between a type and its store */
  type(name: ManagedName, around: (objects: ObjectStore) => ObjectStore = (objects) => objects): Living {
    const ports = { ...this.ports, objects: around(this.ports.objects) }
    return new Living(managedType(this.catalogue.definitions[name] as never, ports), this.operator)
  }

  /** A person with all permissions. */
  async person(username: string): Promise<Caller> {
    const { clock, crypto } = this.ports
    const account = newAccount({ clock, randomBytes: crypto.randomBytes }, { username, roles: ['administrator'], claims: {} })
    await this.storage.identity.accounts.insert(account)
    const actor = { kind: 'account', accountId: account.accountId, name: username } as const
    const { permissions } = this.operator
    return { id: account.accountId, name: username, account, permissions, origin: { actor, through: 'api' } }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** A type as one caller uses it; what should have worked and did not is thrown. */
export class Living {
  readonly type: ObjectType<Caller>
  readonly caller: Caller

  constructor(type: ObjectType<Caller>, caller: Caller) {
    this.type = type
    this.caller = caller
  }

  as(caller: Caller): Living {
    return new Living(this.type, caller)
  }

  async create(value: JsonObject, ifInState?: string): Promise<JsonObject & { readonly id: string }> {
    const made = await this.type.create?.(value, this.#call(ifInState))
    if (made === undefined || 'error' in made) throw new Refusal(made?.error)
    return { ...made.created, id: String(made.created['id']) }
  }

  async update(id: string, patch: JsonObject, ifInState?: string): Promise<JsonObject | null> {
    const made = await this.type.update?.(id, patch, this.#call(ifInState))
    if (made === undefined || 'error' in made) throw new Refusal(made?.error)
    return made.updated
  }

  async destroy(id: string, ifInState?: string): Promise<void> {
    const made = await this.type.destroy?.(id, this.#call(ifInState))
    if (made === undefined || 'error' in made) throw new Refusal(made?.error)
  }

  async read(id: string): Promise<JsonObject | undefined> {
    const answer = await this.type.get({ ids: [id], limit: 1 }, this.caller)
    return 'error' in answer ? undefined : answer.list[0]
  }

  async query(filter?: JsonObject, property?: string, isAscending = true): Promise<readonly string[]> {
    const answer = await this.type.query?.(
      {
        ...(filter === undefined ? {} : { filter }),
        sort: property === undefined ? [] : [{ property, isAscending }],
        page: { position: 0 },
        limit: 100,
        calculateTotal: false,
      },
      this.caller,
    )
    if (answer === undefined || 'error' in answer) throw new Error(JSON.stringify(answer))
    return answer.ids
  }

  state(): Promise<string> {
    return this.type.state(this.caller)
  }

  #call(ifInState: string | undefined) {
    return { context: this.caller, ...(ifInState === undefined ? {} : { ifInState }) }
  }
}

/** A set that was refused. */
export class Refusal extends Error {
  readonly error: SetError

  constructor(error: SetError | undefined) {
    super(JSON.stringify(error))
    this.error = error ?? { type: 'notFound', description: 'no such method' }
  }
}

/** The SetError of a write that must be refused. */
export async function refusalOf(write: Promise<unknown>): Promise<SetError> {
  try {
    await write
  } catch (error) {
    if (error instanceof Refusal) return error.error
    throw error
  }
  throw new Error('the write was accepted')
}
