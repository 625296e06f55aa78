import type { CallObserver, Limits, MethodVerb, ObjectType, SetCall } from '../../src/jmap/contract.ts'
import { StateMismatch } from '../../src/jmap/contract.ts'
import { createJmapEngine, type JmapEngineOptions } from '../../src/jmap/create-jmap-engine.ts'
import { isJsonObject } from '../../src/jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { applyPatch } from './apply-patch.ts'

/** Who calls in these tests. */
export interface Person {
  readonly id: string
  /** `x:Note/Create` and the like. */
  readonly lacks?: readonly string[]
}

type Done = { readonly type: string; readonly id: string; readonly kind: 'created' | 'updated' | 'destroyed' }

/** Objects of any shape in memory. `parentId` is a reference to another one; `boom` in a value is a bug. */
export class Notes implements ObjectType<Person> {
  readonly name: string = 'x:Note'
  readonly isSingleton: boolean = false
  readonly objects = new Map<string, JsonObject>()
  readonly log: Done[] = []
  readonly seenStates: (string | undefined)[] = []
  version = 0
  #next = 0

  async state(): Promise<string> {
    return String(this.version)
  }

  async get({ ids, limit }: Parameters<ObjectType<Person>['get']>[0]) {
    const all = ids ?? [...this.objects.keys()].slice(0, limit)
    const list = all.flatMap((id) => {
      const object = this.objects.get(id)
      return object === undefined ? [] : [{ id, ...object }]
    })
    return { list, notFound: all.filter((id) => !this.objects.has(id)) }
  }

  resolveCreationIds?: NonNullable<ObjectType<Person>['resolveCreationIds']> = (value, lookup) => {
    const parentId = value['parentId']
    if (typeof parentId !== 'string' || !parentId.startsWith('#')) return value
    return { ...value, parentId: lookup(parentId.slice(1), 'parentId') ?? parentId }
  }

  async create(value: JsonObject, call: SetCall<Person>) {
    this.#enter(call, value)
    if (value['title'] === '')
      return { error: { type: 'invalidProperties', description: 'Empty', properties: ['title'] } } as const
    const id = `n${this.#next++}`
    this.#write(id, 'created', value)
    return { created: { id } }
  }

  async update(id: string, patch: JsonObject, call: SetCall<Person>) {
    this.#enter(call, patch)
    const object = this.objects.get(id)
    if (object === undefined) return { error: { type: 'notFound', description: 'No such note' } } as const
    const outcome = applyPatch(object, patch)
    if ('error' in outcome) return outcome
    this.#write(id, 'updated', outcome.patched)
    return { updated: null }
  }

  async destroy(id: string, call: SetCall<Person>) {
    this.#enter(call, {})
    if (!this.objects.delete(id)) return { error: { type: 'notFound', description: 'No such note' } } as const
    this.version += 1
    this.log.push({ type: this.name, id, kind: 'destroyed' })
    return { destroyed: true } as const
  }

  query?: NonNullable<ObjectType<Person>['query']> = async ({ filter, page, limit, calculateTotal }) => {
    if (filter !== undefined && !Object.hasOwn(filter, 'operator') && Object.keys(filter).some((name) => name !== 'title')) {
      return { error: { type: 'unsupportedFilter' } }
    }
    const ids = [...this.objects].filter(([, note]) => (filter?.['title'] ?? note['title']) === note['title']).map(([id]) => id)
    const anchored = 'anchor' in page ? ids.indexOf(page.anchor) : 0
    if (anchored === -1) return { error: { type: 'anchorNotFound' } }
    const position = Math.max('anchor' in page ? anchored + page.offset : page.position, 0)
    const total = calculateTotal ? { total: ids.length } : {}
    return { queryState: 'q', canCalculateChanges: true, position, ids: ids.slice(position, position + limit), ...total }
  }

  changes?: NonNullable<ObjectType<Person>['changes']> = async (since, most) => {
    if (!/^\d+$/.test(since)) return undefined
    const done = this.log.slice(Number(since), Number(since) + most)
    const ids = (kind: Done['kind']): readonly string[] => done.filter((one) => one.kind === kind).map(({ id }) => id)
    const newState = Number(since) + done.length
    const lists = { created: ids('created'), updated: ids('updated'), destroyed: ids('destroyed') }
    return { newState: String(newState), hasMoreChanges: newState < this.version, ...lists }
  }

  queryChanges?: NonNullable<ObjectType<Person>['queryChanges']> = async ({ sinceQueryState, upToId, maxChanges }) => {
    if (sinceQueryState !== 'q') return { error: { type: 'cannotCalculateChanges' } }
    return { newQueryState: `${upToId ?? ''}:${maxChanges}`, removed: ['n9'], added: [{ id: 'n0', index: 0 }], total: 1 }
  }

  #enter({ ifInState }: SetCall<Person>, value: JsonObject): void {
    this.seenStates.push(ifInState)
    if (value['race'] === true) this.version += 1
    if (value['boom'] === true) throw new TypeError('a secret inside of a bug')
    if (ifInState !== undefined && ifInState !== String(this.version)) throw new StateMismatch()
  }

  #write(id: string, kind: 'created' | 'updated', value: JsonObject): void {
    this.objects.set(id, value)
    this.version += 1
    this.log.push({ type: this.name, id, kind })
  }
}

/** One object that can be changed and nothing else, with a query that must not be reachable. */
export class Settings extends Notes {
  override readonly name = 'x:Settings'
  override readonly isSingleton = true

  constructor() {
    super()
    this.objects.set('singleton', { size: 1 })
  }
}

export const limits: Limits = {
  maxSizeRequest: 100_000,
  maxConcurrentRequests: 4,
  maxCallsInRequest: 16,
  maxObjectsInGet: 5,
  maxObjectsInSet: 5,
  maxQueryResults: 4,
}

/** An engine over notes and settings, with what it told of. */
export class TestEngine {
  readonly notes = new Notes()
  readonly settings = new Settings()
  readonly calls: Parameters<CallObserver<Person>['called']>[0][] = []
  readonly errors: { readonly error: unknown; readonly method: string }[] = []
  person: Person = { id: 'ann' }
  readonly #engine

  constructor(options: Partial<JmapEngineOptions<Person>> = {}) {
    this.#engine = createJmapEngine<Person>({
      types: [this.notes, this.settings],
      capabilities: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'],
      limits,
      authorizer: {
        refusal: (objectName: string, verb: MethodVerb, { lacks }: Person) =>
          lacks?.includes(`${objectName}/${verb}`) === true ? { type: 'forbidden', description: 'Not yours' } : undefined,
        accountIdOf: ({ id }) => id,
        mayUseAccount: (accountId, { id }) => accountId === id,
      },
      observer: {
        called: async (call) => {
          this.calls.push(call)
        },
      },
      onError: (error, method) => this.errors.push({ error, method }),
      ...options,
    })
  }

  /** Answers a request of any form. */
  async handle(request: JsonValue) {
    return await this.#engine.handle(request, this.person, 's1')
  }

  /** Answers to these calls, whose ids are `c0`, `c1`, ... */
  async call(
    ...calls: readonly (readonly [name: string, args: JsonObject])[]
  ): Promise<readonly (readonly [string, JsonObject, string])[]> {
    const methodCalls = calls.map(([name, args], index) => [name, args, `c${index}`])
    const answer = await this.handle({ using: ['urn:ietf:params:jmap:core'], methodCalls })
    if (answer.kind === 'refused') throw new Error(`refused: ${answer.error.type}: ${answer.error.detail}`)
    return answer.response.methodResponses
  }

  /** The arguments of the answer to one call. */
  async one(name: string, args: JsonObject): Promise<JsonObject> {
    const [answer] = await this.call([name, args])
    return answer?.[1] ?? {}
  }

  /** The set errors' types by key, of one of the `not...` lists. */
  async setErrors(name: string, args: JsonObject, list: string): Promise<JsonObject> {
    const refused = (await this.one(name, args))[list] ?? {}
    if (!isJsonObject(refused)) throw new TypeError(`${list} is no object`)
    return Object.fromEntries(
      Object.entries(refused).map(([key, error]) => [key, isJsonObject(error) ? (error['type'] ?? null) : null]),
    )
  }
}
