import type { NewAccount } from '@latchkey/server'
import { type Command, UsageError } from '../command.ts'
import { looseNumber, looseValue, parseFields } from '../field-values.ts'
import { describeSetError } from '../render/set-error.ts'

/** Claims that are not text. */
const numberClaims: ReadonlySet<string> = new Set(['updated_at'])
const jsonClaims: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified', 'address'])

/** Creates a person who can sign in. */
export const accountCreate: Command = {
  name: 'account create',
  group: 'server',
  place: 'local',
  positionals: '[USERNAME]',
  summary: 'Create a person who can sign in.',
  notes: ['The password is asked for, or read with --password-stdin: everybody on this machine can see a command line.'],
  flags: {
    username: { form: 'NAME', description: 'What they sign in with.' },
    email: { form: 'ADDRESS', description: 'Claim email; counts as verified, since you vouch for it.' },
    name: { form: 'TEXT', description: 'Claim name.' },
    claim: { form: 'NAME=VALUE', isRepeatable: true, description: 'Any other standard claim; address as JSON.' },
    administrator: { description: 'May manage this server.' },
    'password-stdin': { description: 'Read the password from standard input.' },
    password: { form: 'TEXT', description: 'The password, for tests only: visible to others.' },
    field: { form: 'NAME=VALUE', isRepeatable: true, description: 'Property of the account: username, password, claims, roles.' },
  },
  async run({ given, isJson, open, print, complain, readNewSecret }) {
    const fields = new Map<string, unknown>(
      [...parseFields(given.values('field'))].map(([name, text]) => [
        name,
        name === 'username' || name === 'password' ? text : looseValue(text),
      ]),
    )
    const username = given.positionals[0] ?? given.value('username') ?? fields.get('username')
    if (username === undefined) throw new UsageError('account create needs --username')
    const claims = {
      ...objectOf(fields.get('claims')),
      ...claimsOf(given.values('claim'), given.value('email'), given.value('name')),
    }
    const password =
      given.value('password') ??
      fields.get('password') ??
      (await readNewSecret(`Password of ${String(username)}: `, given.isSet('password-stdin')))
    const roles = given.isSet('administrator') ? { roles: ['administrator'] } : {}
    const input = { ...Object.fromEntries(fields), ...roles, username, password, claims }
    const latchkey = await open()
    // Whatever it holds, createAccount parses it.
    const result = await latchkey.createAccount(input as NewAccount)
    if ('error' in result) {
      for (const line of describeSetError(result.error)) complain(line)
      return 1
    }
    const { passwordHash: _hash, importedHash: _imported, ...account } = result.created
    print(isJson ? JSON.stringify(account) : `Created account ${account.username} (sub ${account.subject})`)
    return 0
  },
}

function claimsOf(
  texts: readonly string[],
  email: string | undefined,
  name: string | undefined,
): Readonly<Record<string, unknown>> {
  const claims = [...parseFields(texts)].map(([claim, text]) => {
    if (numberClaims.has(claim)) return [claim, looseNumber(text)]
    return [claim, jsonClaims.has(claim) ? looseValue(text) : text]
  })
  return {
    ...(email === undefined ? {} : { email, email_verified: true }),
    ...(name === undefined ? {} : { name }),
    ...Object.fromEntries(claims),
  }
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
