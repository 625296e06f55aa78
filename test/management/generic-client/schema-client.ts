import assert from 'node:assert/strict'
import type { SchemaDocument, SchemaFields, SchemaObject } from '@latchkey/management/schema'
import type { Fetch } from '@latchkey/testing'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

export type Properties = SchemaFields['properties']

/** One form of an object: its `@type` if it has one, and its properties. */
export interface Form {
  readonly variant?: string
  readonly properties: Properties
  readonly defaults: Readonly<Record<string, unknown>>
  /** Example values that the form shows, by property. */
  readonly placeholders: Readonly<Record<string, string>>
  /** Where the semantic values of its properties are looked up. */
  readonly schemaName: string
}

export type Call = readonly [method: string, args: JsonObject]

const core = 'urn:ietf:params:jmap:core'
const using = [core, 'urn:stalwart:jmap']

/** A client of management that knows the protocol and the schema document, and no object. */
export class SchemaClient {
  readonly schema: SchemaDocument
  readonly #post: (body: string) => Promise<Response>
  readonly #callsInRequest: number

  private constructor(schema: SchemaDocument, callsInRequest: number, post: (body: string) => Promise<Response>) {
    this.schema = schema
    this.#callsInRequest = callsInRequest
    this.#post = post
  }

  /** Reads session and schema as existing tools do. */
  static async connect(
    base: string,
    fetch: Fetch,
    credentials: { readonly username: string; readonly password: string },
  ): Promise<SchemaClient> {
    const authorization = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
    const headers = { authorization }
    const session = (await (await fetch(`${base}/jmap/session`, { headers })).json()) as {
      readonly apiUrl: string
      readonly capabilities: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    }
    for (const capability of using) assert.ok(Object.hasOwn(session.capabilities, capability), `${capability} is in the session`)
    const current = (await fetch(`${base}/api/schema`, { headers })).headers.get('location')
    assert.ok(current, 'the schema says where it is')
    const schema = (await (await fetch(current, { headers })).json()) as SchemaDocument
    const limit = Number(session.capabilities[core]?.['maxCallsInRequest'])
    return new SchemaClient(schema, limit, (body) =>
      fetch(session.apiUrl, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }),
    )
  }

  /** Arguments of the answer to one method call. @throws AssertionError when it is a method error */
  async call(method: string, args: JsonObject): Promise<JsonObject> {
    const [answer] = await this.callAll([[method, args]])
    assert.ok(answer)
    return answer
  }

  /** Arguments of the answers to method calls. @throws AssertionError when one is a method error */
  async callAll(calls: readonly Call[]): Promise<readonly JsonObject[]> {
    const answers = await this.attemptAll(calls)
    return answers.map(([name, args], index) => {
      const [method, sent] = calls[index] ?? []
      assert.equal(name, method, `${method} ${JSON.stringify(sent)}: ${JSON.stringify(args)}`)
      return args
    })
  }

  /** Name and arguments of the answer to one method call. */
  async attempt(method: string, args: JsonObject): Promise<readonly [name: string, args: JsonObject]> {
    const [answer] = await this.attemptAll([[method, args]])
    assert.ok(answer)
    return answer
  }

  /** Name and arguments of the answers to method calls, in as few requests as the server allows. */
  async attemptAll(calls: readonly Call[]): Promise<readonly (readonly [name: string, args: JsonObject])[]> {
    const answers: (readonly [string, JsonObject])[] = []
    for (let start = 0; start < calls.length; start += this.#callsInRequest) {
      const methodCalls = calls
        .slice(start, start + this.#callsInRequest)
        .map(([method, args], index) => [method, args, `c${index}`])
      const response = await this.#post(JSON.stringify({ using, methodCalls }))
      const text = await response.text()
      assert.equal(response.status, 200, `${JSON.stringify(methodCalls)}: ${text}`)
      const { methodResponses } = JSON.parse(text) as {
        readonly methodResponses: readonly (readonly [string, JsonObject, string])[]
      }
      assert.deepEqual(
        methodResponses.map(([, , id]) => id),
        methodCalls.map(([, , id]) => id),
      )
      answers.push(...methodResponses.map(([name, args]) => [name, args] as const))
    }
    return answers
  }

  /** Objects that are no other name of another one. */
  objects(): readonly (readonly [name: string, object: Exclude<SchemaObject, { readonly type: 'view' }>])[] {
    return Object.entries(this.schema.objects).flatMap(([name, object]) =>
      object.type === 'view' || object.aliasOf !== undefined ? [] : [[name, object] as const],
    )
  }

  /** The forms of an object or an embedded object. */
  forms(name: string): readonly Form[] {
    const schema = this.schema.schemas[name]
    assert.ok(schema, `${name} has a schema`)
    if (schema.type === 'single') return [this.#form(schema.schemaName)]
    return schema.variants.map((variant) => ({ ...this.#form(variant.schemaName), variant: variant.name }))
  }

  #form(schemaName: string | undefined): Form {
    if (schemaName === undefined) return { properties: {}, defaults: {}, placeholders: {}, schemaName: '' }
    const fields = this.schema.fields[schemaName]
    assert.ok(fields, `${schemaName} has fields`)
    const shown = this.schema.forms[schemaName]?.sections.flatMap((section) => section.fields) ?? []
    const placeholders = Object.fromEntries(
      shown.flatMap(({ name, placeholder }) => (placeholder === undefined ? [] : [[name, placeholder]])),
    )
    return { properties: fields.properties, defaults: fields.defaults ?? {}, placeholders, schemaName }
  }
}

/** Whether a property must be said when an object is made. */
export function isRequired({ properties, defaults }: Form, name: string): boolean {
  const property = properties[name]
  if (property === undefined || property.update === 'serverSet' || Object.hasOwn(defaults, name)) return false
  const { type } = property
  if (type.type === 'boolean' || type.type === 'set' || type.type === 'map') return false
  if (type.type === 'objectList') return (type.minItems ?? 0) > 0
  return type.nullable !== true
}
