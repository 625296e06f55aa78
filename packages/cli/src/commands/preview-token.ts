import type { JsonObject } from '@latchkey/management'
import { type Command, Failure, UsageError } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import { oneLine } from '../one-line.ts'
import { sayRefused } from './create.ts'

const titles = [
  ['id_token', 'ID token'],
  ['userinfo', 'UserInfo'],
  ['access_token', 'Access token'],
] as const

/** Shows what tokens of a client would say of an account. */
export const previewToken: Command = {
  name: 'preview-token',
  group: 'operation',
  place: 'anywhere',
  positionals: 'CLIENT_ID USER_NAME',
  summary: 'Show what ID token, UserInfo and access token would say of an account, and why. Nothing is issued.',
  examples: ['latchkey preview-token webmail ada', 'latchkey preview-token webmail ada --scope openid,profile --json'],
  flags: {
    scope: {
      form: 'SCOPES',
      description: 'What would be asked for, separated by commas; all that the client may have unless told.',
    },
  },
  async run(context) {
    const { given, connect, isJson, print } = context
    const [clientId, name, ...more] = given.positionals
    if (clientId === undefined || name === undefined || more.length > 0) {
      throw new UsageError('preview-token needs the client id of a client and the user name of an account')
    }
    const transport = await connect()
    const find = async (object: string, property: string, value: string): Promise<string> => {
      const answer = await callMethod(transport, `x:${object}/query`, { filter: { [property]: value }, limit: 1 })
      const [id] = Array.isArray(answer['ids']) ? answer['ids'] : []
      if (typeof id !== 'string') throw new Failure(`There is no ${object} whose ${property} is ${oneLine(value)}.`)
      return id
    }
    const scope = given.value('scope')?.split(/[ ,]+/).join(' ')
    const value = {
      '@type': 'PreviewToken',
      clientId: await find('OAuthClient', 'clientId', clientId),
      accountId: await find('Account', 'name', name),
      ...(scope === undefined ? {} : { scope }),
    }
    const answer = await callMethod(transport, 'x:Action/set', { create: { n0: value } })
    const created = objectOf(answer['created'])['n0']
    if (!isObject(created)) return sayRefused(context, 'preview', objectOf(answer['notCreated'])['n0'])
    print(isJson ? JSON.stringify(created) : textOf(created))
    return 0
  },
}

function textOf(created: JsonObject): string {
  const claims = Object.values(created['claims'] ?? {}).filter(isObject)
  const parts = titles.flatMap(([place, title]) => {
    const lines = claims
      .filter((claim) => claim['place'] === place)
      .map(({ claim, value, reason }) => oneLine(`  ${claim}: ${value}  (${reason})`))
    return lines.length === 0 ? [] : [[title, ...lines].join('\n')]
  })
  return [oneLine(`Scope: ${created['scope'] || 'none'}`), ...parts].join('\n\n')
}
