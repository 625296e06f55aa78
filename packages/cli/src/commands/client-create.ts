import { isConfidential, type NewClient } from '@latchkey/server'
import type { Command } from '../command.ts'
import { looseNumber, looseValue, parseFields } from '../field-values.ts'
import { describeSetError } from '../render/set-error.ts'

/** Texts that may look like something else. */
const textFields: ReadonlySet<string> = new Set(['name', 'clientId', 'secret'])

/** Registers an application. */
export const clientCreate: Command = {
  name: 'client create',
  group: 'server',
  place: 'local',
  summary: 'Register an application; prints its id and its secret, once.',
  notes: [
    'A client without --public gets a secret, unless its tokenEndpointAuthMethod is private_key_jwt. Any property of a client can be given with --field, lists as JSON.',
  ],
  flags: {
    name: { form: 'TEXT', description: 'What people see when they sign in.' },
    'redirect-uri': { form: 'URI', isRepeatable: true, description: 'Where answers go; compared exactly.' },
    'post-logout-redirect-uri': { form: 'URI', isRepeatable: true, description: 'Where people may go after signing out.' },
    public: { description: 'The application cannot keep a secret: it runs in a browser or on a device.' },
    scope: { form: 'SCOPE', isRepeatable: true, description: 'Scope that it may ask for; without any, all.' },
    alg: { form: 'ALG', description: 'Algorithm of its ID tokens, such as RS256.' },
    'id-token-signed-response-alg': { form: 'ALG', description: 'The same under its registered name.' },
    'skip-consent': { description: 'First-party: people are not asked for consent.' },
    'client-id': { form: 'ID', description: 'Instead of a random one.' },
    field: { form: 'NAME=VALUE', isRepeatable: true, description: 'Any other property.' },
  },
  async run({ given, isJson, open, print, complain }) {
    const fields = [...parseFields(given.values('field'))].map(([name, text]) => {
      if (textFields.has(name)) return [name, text] as const
      return [name, name === 'defaultMaxAge' ? looseNumber(text) : looseValue(text)] as const
    })
    const named = {
      name: given.value('name'),
      clientId: given.value('client-id'),
      redirectUris: listOf(given.values('redirect-uri')),
      postLogoutRedirectUris: listOf(given.values('post-logout-redirect-uri')),
      scopes: listOf(given.values('scope').flatMap((scope) => scope.split(/[\s,]+/))),
      idTokenSignedResponseAlg: given.value('alg') ?? given.value('id-token-signed-response-alg'),
      public: given.isSet('public') ? true : undefined,
      skipConsent: given.isSet('skip-consent') ? true : undefined,
    }
    const input = { ...Object.fromEntries(fields), ...Object.fromEntries(Object.entries(named).filter(isGiven)) }
    const latchkey = await open()
    // Whatever it holds, createClient parses it.
    const result = await latchkey.createClient(input as NewClient)
    if ('error' in result) {
      for (const line of describeSetError(result.error)) complain(line)
      return 1
    }
    const { client, clientSecret } = result.created
    if (isJson) {
      const { clientId, name, redirectUris } = client
      print(JSON.stringify({ clientId, clientSecret, name, redirectUris, public: !isConfidential(client) }))
      return 0
    }
    print(`Created client ${client.name ?? ''}`)
    print(`  client_id      ${client.clientId}`)
    if (clientSecret !== undefined) print(`  client_secret  ${clientSecret}  (shown only now)`)
    return 0
  },
}

function listOf(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values
}

function isGiven([, value]: readonly [string, unknown]): boolean {
  return value !== undefined
}
