import type { TestServer } from '../process/start-server.ts'

export interface NewClient {
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly isPublic: boolean
  readonly fields: Readonly<Record<string, unknown>>
}

export interface NewAccount {
  readonly username: string
  readonly password: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** Registers a client with `latchkey client create`. */
export async function createClient(
  server: TestServer,
  client: NewClient,
): Promise<{ readonly clientId: string; readonly clientSecret?: string }> {
  const { isPublic, fields, ...rest } = client
  return server.cliJson(
    'client',
    'create',
    ...fieldArguments({ ...rest, ...fields, ...(isPublic ? { public: true } : {}) }),
    '--json',
  )
}

/** Creates an account with `latchkey account create`. */
export async function createAccount(server: TestServer, account: NewAccount): Promise<Record<string, unknown>> {
  return server.cliJson('account', 'create', ...fieldArguments({ ...account }), '--json')
}

function fieldArguments(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => [
    '--field',
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ])
}
