import type { ClaimMapping, ClaimMappings, ClaimPlace, ClaimSource, JsonConstant } from '@latchkey/core'
import { isJsonObject } from '../../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../../ports/json.ts'

const flags = [
  ['idToken', 'id_token'],
  ['userinfo', 'userinfo'],
  ['accessToken', 'access_token'],
] as const satisfies readonly (readonly [flag: string, place: ClaimPlace])[]

/** The mappings of a client as its property. */
export function claimMappingToWire(mappings: ClaimMappings = {}): JsonObject {
  return Object.fromEntries(
    Object.entries(mappings).map(([claim, { source, places, scope }]) => [
      claim,
      {
        source: sourceToWire(source),
        ...Object.fromEntries(flags.map(([flag, place]) => [flag, places.includes(place)])),
        scope: scope ?? null,
      },
    ]),
  )
}

function sourceToWire(source: ClaimSource): JsonObject {
  switch (source.kind) {
    case 'attribute':
      return { '@type': 'Attribute', path: source.path }
    case 'first':
      return { '@type': 'First', paths: source.paths.join(' ') }
    case 'template':
      return { '@type': 'Template', template: source.template }
    case 'groups':
      return { '@type': 'Groups', prefix: source.prefix ?? null }
    case 'roles':
      return { '@type': 'Roles', prefix: source.prefix ?? null }
    case 'constant':
      return typeof source.value === 'string'
        ? { '@type': 'Text', text: source.value }
        : { '@type': 'Json', json: JSON.stringify(source.value) }
  }
}

/** The mappings of a property that has passed its declaration; none: `undefined`. What is wrong with them is left to `checkClaimMapping`. */
export function claimMappingFromWire(value: JsonValue): unknown {
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).flatMap(([claim, mapping]) =>
    isJsonObject(mapping) ? [[claim, mappingFromWire(mapping)] as const] : [],
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function mappingFromWire(mapping: JsonObject): ClaimMapping {
  const { source, scope } = mapping
  return {
    source: sourceFromWire(isJsonObject(source) ? source : {}),
    places: flags.flatMap(([flag, place]) => (mapping[flag] === true ? [place] : [])),
    ...(typeof scope === 'string' && scope !== '' ? { scope } : {}),
  }
}

function sourceFromWire(source: JsonObject): ClaimSource {
  const { prefix } = source
  const before = typeof prefix === 'string' && prefix !== '' ? { prefix } : {}
  switch (source['@type']) {
    case 'First':
      return {
        kind: 'first',
        paths: String(source['paths'])
          .split(' ')
          .filter((path) => path !== ''),
      }
    case 'Template':
      return { kind: 'template', template: String(source['template']) }
    case 'Groups':
      return { kind: 'groups', ...before }
    case 'Roles':
      return { kind: 'roles', ...before }
    case 'Text':
      return { kind: 'constant', value: String(source['text']) }
    case 'Json':
      return { kind: 'constant', value: parseJson(String(source['json'])) }
    default:
      return { kind: 'attribute', path: String(source['path']) }
  }
}

/** What is no JSON is `null`, which is no value of a claim. */
function parseJson(text: string): JsonConstant {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
