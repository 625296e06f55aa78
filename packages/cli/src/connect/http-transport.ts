import type { AuditVerdict, JsonObject } from '@latchkey/management'
import type { PlanEvent, PlanMode, SchemaDocument } from '@latchkey/management/schema'
import { Failure } from '../command.ts'
import { checkAnswer } from './check-answer.ts'
import { type HttpAnswer, type HttpRequest, sendRequest } from './http-request.ts'
import { isObject } from './jmap.ts'
import type { SchemaCache } from './schema-cache.ts'
import { type Invocation, type Transport, using } from './transport.ts'

export interface HttpTransportOptions {
  /** Without slash at the end. */
  readonly url: string
  readonly isInsecure: boolean
  readonly description: string
  readonly cache: SchemaCache
  /** Value of the `Authorization` header; asked for again with `isRefused` when the server did not accept it. */
  authorization(isRefused: boolean): Promise<string | undefined>
}

/** Management over HTTP, with the requests that existing tools send. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { url, isInsecure, description, cache } = options
  let known: Promise<JsonObject> | undefined

  async function send(target: URL, request: HttpRequest): Promise<HttpAnswer> {
    const attempt = async (isRefused: boolean): Promise<HttpAnswer | undefined> => {
      const authorization = await options.authorization(isRefused)
      if (authorization === undefined) return undefined
      return sendRequest(target, { ...request, isInsecure, headers: { ...request.headers, authorization } })
    }
    const answer = await attempt(false)
    // A file cannot be sent twice.
    const isRepeatable = request.body === undefined || typeof request.body === 'string'
    const again = answer?.status === 401 && isRepeatable ? await attempt(true) : undefined
    if (again !== undefined) await answer?.text()
    const final = again ?? answer
    if (final === undefined) throw new Failure('no credentials')
    return final
  }

  async function json(target: URL, request: HttpRequest): Promise<unknown> {
    const answer = await send(target, request)
    await checkAnswer(answer)
    return parseJson(await answer.text())
  }

  async function* events(path: string, body?: AsyncIterable<string>): AsyncGenerator<PlanEvent> {
    // Asks first with a request that can be repeated, as a file can be sent only once.
    await session()
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await send(new URL(`${url}${path}`), { method: 'POST', headers, body: body ?? '' })
    await checkAnswer(answer)
    for await (const line of answer.lines()) yield parseJson(line) as PlanEvent
  }

  async function readSession(): Promise<JsonObject> {
    const read = await json(new URL(`${url}/jmap/session`), { method: 'GET' })
    if (!isObject(read) || typeof read['apiUrl'] !== 'string') throw new Failure('unexpected server response: not a JMAP session')
    return read
  }

  function session(): Promise<JsonObject> {
    known ??= readSession()
    return known
  }

  return {
    description,
    isLocal: false,
    session,
    async schema() {
      const answer = await send(new URL(`${url}/api/schema`), { method: 'GET' })
      if (answer.status !== 302) {
        await checkAnswer(answer)
        return parseSchema(await answer.text())
      }
      // An answer that nobody reads to its end keeps its connection open, and the process with it.
      await answer.text()
      const hash = (answer.header('location') ?? '').split('/').at(-1) ?? ''
      const kept = cache.read(hash)
      if (kept !== undefined) return parseSchema(kept)
      const fetched = await send(new URL(`${url}/api/schema/${encodeURIComponent(hash)}`), { method: 'GET' })
      await checkAnswer(fetched)
      const text = await fetched.text()
      cache.write(hash, text)
      return parseSchema(text)
    },
    async call(calls) {
      const target = apiUrl(url, String((await session())['apiUrl']))
      const body = JSON.stringify({ using, methodCalls: calls })
      const answer = await json(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      if (!isObject(answer) || !Array.isArray(answer['methodResponses'])) {
        throw new Failure('unexpected server response: no methodResponses')
      }
      return answer['methodResponses'] as unknown as readonly Invocation[]
    },
    plan: (lines, { mode, name }) => events(`/api/plan?${new URLSearchParams({ mode, name })}`, lines),
    rollback: (revision: number, mode: PlanMode) =>
      events(`/api/rollback?${new URLSearchParams({ revision: String(revision), mode })}`),
    async *snapshot(types) {
      const answer = await send(new URL(`${url}/api/snapshot?${new URLSearchParams({ types: types.join(',') })}`), {
        method: 'GET',
      })
      await checkAnswer(answer)
      yield* answer.lines()
    },
    async verifyAudit() {
      return (await json(new URL(`${url}/api/audit/verify`), { method: 'POST', body: '' })) as AuditVerdict
    },
  }
}

/** The path that the session names, behind the address that the person gave: the server may be known by another name inside. */
export function apiUrl(url: string, named: string): URL {
  const base = new URL(url)
  const path = new URL(named, `${url}/`).pathname.replace(/\/$/, '')
  const prefix = base.pathname.replace(/\/$/, '')
  return new URL(path === prefix || path.startsWith(`${prefix}/`) ? `${base.origin}${path}` : `${base.origin}${prefix}${path}`)
}

function parseSchema(text: string): SchemaDocument {
  const schema = parseJson(text)
  const parts = ['objects', 'schemas', 'fields', 'forms', 'lists', 'enums']
  if (!isObject(schema) || parts.some((part) => !isObject(schema[part]))) {
    throw new Failure('unexpected server response: not a schema document')
  }
  return schema as unknown as SchemaDocument
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('unexpected server response: not JSON')
  }
}
