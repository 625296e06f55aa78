import { isMappableClaim } from '@latchkey/core'
import type { JsonObject } from '../../ports/json.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { pathOf } from './attribute-claims.ts'
import type { GroupShape } from './groups.ts'

/** A claim of the mapping of a client, in its wire form but for the scope. */
export interface MappedClaim {
  readonly claim: string
  readonly source: JsonObject
  readonly places: { readonly idToken: boolean; readonly userinfo: boolean; readonly accessToken: boolean }
}

/** What mappers are read with. */
export interface MapperContext {
  readonly translation: Translation
  readonly listAttributes: Set<string>
  readonly groups: GroupShape
  /** What the mapper belongs to, for the report. */
  readonly owner: string
  /** The scope of OIDCC-5.4 that it belongs to, whose claims are released here without a mapping. */
  readonly standardScope?: string
}

/** Mappers of what every token says here anyway. */
const builtIn: ReadonlySet<string> = new Set([
  ...['oidc-sub-mapper', 'oidc-acr-mapper', 'oidc-amr-mapper', 'oidc-allowed-origins-mapper', 'oidc-audience-resolve-mapper'],
])

type Source = JsonObject | 'released' | { readonly left: string }

const sources: ReadonlyMap<string, (config: Members, context: MapperContext) => Source> = new Map([
  ['oidc-usermodel-property-mapper', fromAttribute],
  ['oidc-usermodel-attribute-mapper', fromAttribute],
  ['oidc-full-name-mapper', () => ({ '@type': 'Attribute', path: 'name' })],
  ['oidc-hardcoded-claim-mapper', fromConstant],
  ['oidc-group-membership-mapper', fromGroups],
  ['oidc-address-mapper', (_config, { standardScope }) => (standardScope === 'address' ? 'released' : { left: 'address' })],
])

/** The claim that a protocol mapper makes, as far as one here can make the same; the rest is left over. */
export function mappedClaim(mapper: Members, context: MapperContext): MappedClaim | undefined {
  const { translation, owner } = context
  const type = mapper.text('protocolMapper') ?? 'unknown'
  const name = `${owner}: ${mapper.text('name') ?? ''}`
  const config = mapper.members('config')
  if (builtIn.has(type)) return undefined
  const source = config === undefined ? undefined : sources.get(type)?.(config, context)
  if (source === 'released') return undefined
  if (config === undefined || source === undefined) {
    translation.leave(`mapper of the type ${type}`, name)
    return undefined
  }
  if (isLeft(source)) {
    translation.leave(`mapper of ${source.left}`, name)
    return undefined
  }
  const claim = type === 'oidc-full-name-mapper' ? 'name' : claimOf(config)
  if (claim === undefined || (!isReleased(claim, source, context) && !isMappableClaim(claim))) {
    translation.leave('mapper of a claim of the protocol, or of one within another', name)
    return undefined
  }
  if (isReleased(claim, source, context)) return undefined
  const places = placesOf(config)
  if (places.idToken || places.userinfo || places.accessToken) return { claim, source, places }
  translation.leave('mapper of a claim that is in no token', name)
  return undefined
}

function isLeft(source: JsonObject | { readonly left: string }): source is { readonly left: string } {
  return 'left' in source
}

/** A name with a dot makes an object there; one behind a backslash is a dot. */
function claimOf(config: Members): string | undefined {
  const name = config.text('claim.name')
  if (name === undefined || name === '' || /(?<!\\)\./.test(name)) return undefined
  return name.replaceAll('\\.', '.')
}

/** Whether the scope releases the claim here with the same value. */
function isReleased(claim: string, source: JsonObject, { standardScope }: MapperContext): boolean {
  if (standardScope === undefined) return false
  const { path } = source
  return path === claim || claim === 'updated_at' || (claim === 'preferred_username' && path === 'username')
}

function fromAttribute(config: Members, { listAttributes, translation, owner }: MapperContext): Source {
  const name = config.text('user.attribute') ?? ''
  const path = pathOf(name)
  if (path === undefined || name === 'id') return { left: 'a property that accounts do not have' }
  const isAttribute = path.startsWith('attributes.')
  const type = config.text('jsonType.label') ?? 'String'
  if (isAttribute && type !== 'String' && type !== '') return { left: `an attribute as ${type}: here it is a text` }
  if (isAttribute && !/^attributes\.[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(path))
    return { left: 'an attribute whose name is none here' }
  if (config.text('aggregate.attrs') === 'true') translation.leave('that attributes of groups count, too', owner)
  if (config.text('multivalued') === 'true') listAttributes.add(name)
  return { '@type': 'Attribute', path }
}

function fromConstant(config: Members): Source {
  const value = config.text('claim.value') ?? ''
  const type = config.text('jsonType.label') ?? 'String'
  if (type === 'String' || type === '') {
    return value.trim() === '' || value.length > 2000
      ? { left: 'a text that is empty or too long' }
      : { '@type': 'Text', text: value }
  }
  try {
    const parsed: unknown = JSON.parse(value)
    const isNothing = parsed === null || (typeof parsed === 'object' && Object.keys(parsed).length === 0)
    return isNothing || value.length > 2000 ? { left: 'a value that is empty or too long' } : { '@type': 'Json', json: value }
  } catch {
    return { left: `a value that is no ${type}` }
  }
}

/** Its path is the name of a group here, so the whole path is the name behind a slash. */
function fromGroups(config: Members, { groups }: MapperContext): Source {
  if ((config.text('full.path') ?? 'true') === 'true') return { '@type': 'Groups', prefix: '/' }
  return groups.isNested ? { left: 'groups by their last name, where groups are in groups' } : { '@type': 'Groups', prefix: null }
}

function placesOf(config: Members): MappedClaim['places'] {
  const idToken = config.text('id.token.claim') === 'true'
  return {
    idToken,
    userinfo: config.has('userinfo.token.claim') ? config.text('userinfo.token.claim') === 'true' : idToken,
    accessToken: config.text('access.token.claim') === 'true',
  }
}
