import type { PlanEvent, SchemaDocument } from '@latchkey/management/schema'
import { isJsonObject, type Json, type JsonObject } from '../values/json.ts'
import { type FailureKind, RequestFailure } from './failure.ts'

export type Call = readonly [method: string, args: JsonObject]

const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']

/** Calls the management API with the sign-in of this browser: by its cookie, which no script sees, and the header that only the console sends. */
export class ManagementApi {
  readonly #base: string
  readonly #fetch: typeof fetch
  #account: string | undefined

  /** @param base path of the issuer: empty, or begins with a slash */
  constructor(base: string, send: typeof fetch) {
    this.#base = base
    this.#fetch = send
  }

  /** Who is signed in. From then on requests are theirs: once another account is signed in, they are refused as those of nobody. */
  async username(): Promise<string> {
    const session = (await (await this.#ask('/jmap/session')).json()) as {
      readonly username: string
      readonly accounts: Readonly<Record<string, unknown>>
    }
    const [account] = Object.keys(session.accounts)
    this.#account = account
    return session.username
  }

  async permissions(): Promise<ReadonlySet<string>> {
    const account = (await (await this.#ask('/api/account')).json()) as { readonly permissions: readonly string[] }
    return new Set(account.permissions)
  }

  async schema(): Promise<SchemaDocument> {
    return (await (await this.#ask('/api/schema')).json()) as SchemaDocument
  }

  /** The answers to method calls, in their order. @throws RequestFailure when one is refused as a whole */
  async callAll(calls: readonly Call[]): Promise<readonly JsonObject[]> {
    const methodCalls = calls.map(([method, args], index) => [method, args, `c${index}`])
    const response = await this.#ask('/api', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ using, methodCalls }),
    })
    const { methodResponses } = (await response.json()) as {
      readonly methodResponses: readonly (readonly [name: string, args: JsonObject])[]
    }
    return methodResponses.map(([name, args]) => {
      if (name !== 'error') return args
      const { type, description } = args
      throw new RequestFailure(methodFailure(type), typeof description === 'string' ? description : String(type))
    })
  }

  async call(method: string, args: JsonObject): Promise<JsonObject> {
    const [answer] = await this.callAll([[method, args]])
    if (answer === undefined) throw new RequestFailure('refused', '')
    return answer
  }

  /** What one line of a plan file would change, and what that means. */
  async plan(line: JsonObject): Promise<readonly PlanEvent[]> {
    const body = `${JSON.stringify(line)}\n`
    const response = await this.#ask('/api/plan?mode=plan', { method: 'POST', body })
    const lines = (await response.text()).split('\n').filter((text) => text !== '')
    return lines.map((text) => JSON.parse(text) as PlanEvent)
  }

  async #ask(path: string, options: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      const account = this.#account === undefined ? {} : { 'latchkey-console-account': this.#account }
      const headers = { ...options.headers, 'latchkey-console': '1', ...account }
      const send = this.#fetch
      response = await send(`${this.#base}${path}`, { ...options, headers, credentials: 'same-origin' })
    } catch (cause) {
      throw new RequestFailure('unreachable', cause instanceof Error ? cause.message : '')
    }
    if (response.ok) return response
    throw new RequestFailure(statusFailure(response), await detailOf(response))
  }
}

function methodFailure(type: Json | undefined): FailureKind {
  if (type === 'stateMismatch') return 'conflict'
  return type === 'forbidden' || type === 'accountReadOnly' ? 'forbidden' : 'refused'
}

function statusFailure({ status, headers }: Response): FailureKind {
  if (status === 401) {
    return headers.get('www-authenticate')?.includes('insufficient_user_authentication') === true ? 'too-old' : 'signed-out'
  }
  if (status === 403) return 'forbidden'
  return status === 429 ? 'throttled' : 'refused'
}

async function detailOf(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as Json
    const detail = isJsonObject(body) ? body['detail'] : undefined
    return typeof detail === 'string' ? detail : ''
  } catch {
    return ''
  }
}
