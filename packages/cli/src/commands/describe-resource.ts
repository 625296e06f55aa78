import { type Command, Failure, UsageError } from '../command.ts'
import { callMethod, isObject } from '../connect/jmap.ts'
import { oneLine } from '../one-line.ts'

type Transport = Awaited<ReturnType<Parameters<Command['run']>[0]['connect']>>

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
    const types = await detailTypesFor(String(found['id']), transport)
    const document = {
      resource: found['resource'],
      authorization_servers: [await issuerOf(transport)],
      ...(names.length > 0 && { scopes_supported: names.toSorted() }),
      ...(types.length > 0 && { authorization_details_types_supported: types }),
      bearer_methods_supported: ['header'],
      resource_name: found['name'],
      // What its challenges say (RFC9470-3), for clients that look before they ask; members of our own, as RFC9728-2 allows them.
      ...(typeof found['requiredAcr'] === 'string' && { acr_values: found['requiredAcr'] }),
      ...(typeof found['maxAuthenticationAge'] === 'number' && { max_age: Math.floor(found['maxAuthenticationAge'] / 1000) }),
    }
    print(JSON.stringify(document, undefined, 2))
    return 0
  },
}

/** Types of authorization details that its tokens may have: those that name it, and those that name no resource (RFC9396-10). */
async function detailTypesFor(resourceId: string, transport: Transport): Promise<readonly string[]> {
  const { ids } = await callMethod(transport, 'x:AuthorizationDetailType/query', { filter: { enabled: true } })
  const { list } = await callMethod(transport, 'x:AuthorizationDetailType/get', { ids: Array.isArray(ids) ? ids : [] })
  const types = Array.isArray(list) ? list.filter(isObject) : []
  const ofResource = types.filter(({ resourceIds }) => {
    const named = isObject(resourceIds) ? Object.keys(resourceIds) : []
    return named.length === 0 || named.includes(resourceId)
  })
  return ofResource.map(({ type }) => String(type)).toSorted()
}

/** The session document says where the API of this server is; that is below the issuer. */
async function issuerOf(transport: Transport): Promise<string> {
  const { apiUrl } = await transport.session()
  return String(apiUrl).replace(/\/(?:api|jmap)\/?$/, '')
}
