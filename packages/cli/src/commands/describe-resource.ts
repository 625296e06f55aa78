import { type Command, Failure, UsageError } from '../command.ts'
import { callMethod, isObject } from '../connect/jmap.ts'
import { oneLine } from '../one-line.ts'

/** The document that an API publishes, so that clients find this server by themselves (RFC9728-2). */
export const describeResource: Command = {
  name: 'describe-resource',
  group: 'operation',
  place: 'anywhere',
  positionals: 'RESOURCE',
  summary: 'Print what an API publishes at /.well-known/oauth-protected-resource, so that clients find their way to this server.',
  examples: ['latchkey describe-resource https://api.example.com > oauth-protected-resource'],
  flags: {},
  async run({ given, connect, print }) {
    const [resource, ...more] = given.positionals
    if (resource === undefined || more.length > 0) throw new UsageError('describe-resource needs the identifier of a resource')
    const transport = await connect()
    const { ids } = await callMethod(transport, 'x:Resource/query', { filter: { resource }, limit: 1 })
    const { list } = await callMethod(transport, 'x:Resource/get', { ids: Array.isArray(ids) ? ids : [] })
    const [found] = Array.isArray(list) ? list.filter(isObject) : []
    if (found === undefined) throw new Failure(`There is no Resource whose resource is ${oneLine(resource)}.`)
    const scopeIds = isObject(found['scopeIds']) ? Object.keys(found['scopeIds']) : []
    const { list: scopes } = await callMethod(transport, 'x:Scope/get', { ids: scopeIds })
    const names = Array.isArray(scopes) ? scopes.filter(isObject).map(({ name }) => String(name)) : []
    const document = {
      resource: found['resource'],
      authorization_servers: [await issuerOf(transport)],
      ...(names.length > 0 && { scopes_supported: names.toSorted() }),
      bearer_methods_supported: ['header'],
      resource_name: found['name'],
    }
    print(JSON.stringify(document, undefined, 2))
    return 0
  },
}

/** The session document says where the API of this server is; that is below the issuer. */
async function issuerOf(transport: Awaited<ReturnType<Parameters<Command['run']>[0]['connect']>>): Promise<string> {
  const { apiUrl } = await transport.session()
  return String(apiUrl).replace(/\/(?:api|jmap)\/?$/, '')
}
