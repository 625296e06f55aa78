import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIdentity } from '@latchkey/identity'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { createDatabase, type TestDatabase } from '@latchkey/testing'
import { operatorCaller } from '../../src/access/authenticate.ts'
import { createAuthorizer } from '../../src/access/authorizer.ts'
import type { Caller } from '../../src/access/caller.ts'
import { objectCatalogue } from '../../src/object-catalogue.ts'
import { authenticationSettings } from '../../src/objects/authentication/settings.ts'
import { openOidcProvider } from '../../src/objects/oidc-provider/open-oidc-provider.ts'
import type { PlanEvent, PlanMistake, PlanMode, PlannedChange } from '../../src/plan/contract.ts'
import { openPlans, type Plans } from '../../src/plan/open-plans.ts'
import type { AnyDefinition, PlanPorts } from '../../src/plan/plan-ports.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import type { ManagedName, ObjectStore } from '../../src/ports/objects.ts'
import { linesOf } from './read-plan.ts'

/** What a run said at its end, with all that it said before. */
export interface Run {
  readonly changes: readonly PlannedChange[]
  readonly events: readonly PlanEvent[]
  readonly done?: Extract<PlanEvent, { readonly type: 'done' }>
  readonly mistakes: readonly PlanMistake[]
}

export interface WorldOptions {
  /** Lets a test come between a plan and its commit. */
  readonly around?: (objects: ObjectStore) => ObjectStore
}

/** Plans over the objects of the product on a database of their own: PostgreSQL where the tests run on it. */
export class PlanWorld implements AsyncDisposable {
  readonly plans: Plans
  readonly ports: PlanPorts
  readonly operator: Caller
  readonly storage: Storage
  readonly environment: Map<string, string>
  /** What was audited, with its error. */
  readonly calls: readonly string[]
  readonly #folder: string
  readonly #database: TestDatabase
  readonly #time: { now: number }

  private constructor(parts: {
    ports: PlanPorts
    operator: Caller
    storage: Storage
    environment: Map<string, string>
    calls: string[]
    folder: string
    database: TestDatabase
    time: { now: number }
  }) {
    this.ports = parts.ports
    this.plans = openPlans(parts.ports)
    this.operator = parts.operator
    this.storage = parts.storage
    this.environment = parts.environment
    this.calls = parts.calls
    this.#folder = parts.folder
    this.#database = parts.database
    this.#time = parts.time
  }

  static async open({ around = (objects) => objects }: WorldOptions = {}): Promise<PlanWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-plan-'))
    const time = { now: Date.UTC(2030, 0, 15, 12) }
    const clock = (): number => time.now
    const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock })
    const catalogue = objectCatalogue({ crypto, policy: () => authenticationSettings('{}') })
    const { describe, registry, rules } = catalogue
    const database = await createDatabase()
    const location = database.url ?? `sqlite:${join(folder, 'latchkey.db')}`
    const storage = await openStorage({ location, clock, describe })
    const environment = new Map<string, string>()
    const calls: string[] = []
    const sources = {
      environment: (name: string) => environment.get(name),
      readFile: (path: string): string => {
        throw new Error(`no file ${path}`)
      },
    }
    const stores = storage.provider
    const settings = await openOidcProvider({ clock, crypto, stores, sources })
    settings.close()
    const ports: PlanPorts = {
      clock,
      crypto,
      identity: createIdentity({ clock, crypto, stores: storage.identity }),
      sources,
      objects: around(storage.management.objects),
      registry,
      definitions: Object.values(catalogue.definitions) as unknown as readonly AnyDefinition[],
      revisions: storage.management.revisions,
      authorizer: createAuthorizer(),
      observer: {
        called: async ({ method, error }) => {
          calls.push(error === undefined ? method : `${method} ${error}`)
        },
      },
    }
    return new PlanWorld({
      ports,
      operator: operatorCaller('command-line', rules.all),
      storage,
      environment,
      calls,
      folder,
      database,
      time,
    })
  }

  /** Lets time pass, in milliseconds. */
  pass(milliseconds: number): void {
    this.#time.now += milliseconds
  }

  /** Runs a plan file. */
  async run(mode: PlanMode, lines: readonly JsonValue[], caller: Caller = this.operator): Promise<Run> {
    return runOf(this.plans.plan(linesOf(lines), { mode, name: 'test.ndjson' }, caller))
  }

  /** Applies a plan that must be accepted. */
  async apply(...lines: readonly JsonValue[]): Promise<Run> {
    const run = await this.run('apply', lines)
    if (run.done === undefined) throw new Error(JSON.stringify(run.mistakes, null, 2))
    return run
  }

  async rollback(revision: number, mode: PlanMode = 'apply', caller: Caller = this.operator): Promise<Run> {
    return runOf(this.plans.rollback(revision, mode, caller))
  }

  async snapshot(...types: readonly string[]): Promise<readonly string[]> {
    return Array.fromAsync(this.plans.snapshot(types, this.operator))
  }

  /** Wire form of the object that has this natural key. */
  async wire(object: ManagedName, key: string): Promise<JsonObject | undefined> {
    const definition = this.ports.definitions.find((one) => one.object === object)
    const isSingleton = definition?.declaration.kind === 'singleton'
    const { objects } = this.ports
    const [stored] = isSingleton ? await objects.find(object, [key]) : [await objects.findByKey(object, key)]
    return stored === undefined ? undefined : definition?.toWire(stored.record)
  }

  async owner(object: ManagedName, key: string): Promise<string | undefined> {
    return (await this.ports.objects.findByKey(object, key))?.owner
  }

  latest(): Promise<number> {
    return this.ports.revisions.latest()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.storage.close()
    await this.#database.drop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export async function runOf(run: AsyncIterable<PlanEvent>): Promise<Run> {
  const events = await Array.fromAsync(run)
  const last = events.at(-1)
  return {
    events,
    changes: events.flatMap((event) => (event.type === 'change' ? [event.change] : [])),
    mistakes: last?.type === 'refused' ? last.mistakes : [],
    ...(last?.type === 'done' && { done: last }),
  }
}

/** A change in one line. */
export function short({ kind, object, label, fields }: PlannedChange): string {
  const shown = (value: JsonValue | undefined): string => (value === undefined ? '-' : String(value))
  const told = fields.map(({ field, before, after }) => `${field}:${shown(before)}>${shown(after)}`)
  return [kind, object.slice(2), label, ...told].join(' ')
}

export function textsOf(run: Run): readonly string[] {
  return run.mistakes.map(({ line, text }) => `${line ?? '-'}: ${text}`)
}
