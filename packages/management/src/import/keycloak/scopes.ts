import { isKnownScope, parseScope } from '@latchkey/core'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import type { GroupShape } from './groups.ts'
import { type MappedClaim, mappedClaim } from './mappers.ts'

/** A client scope, as far as it means something here. */
export interface KnownScope {
  /** Whether its claims come only with it: a scope of OIDCC-5.4. */
  readonly isStandard: boolean
  readonly claims: readonly MappedClaim[]
}

/** Client scopes of Keycloak for its own purposes. */
export const ownScopes: ReadonlySet<string> = new Set([
  ...['roles', 'web-origins', 'microprofile-jwt', 'acr', 'basic', 'organization', 'service_account', 'role_list'],
  ...['saml_organization', 'AuthnContextClassRef'],
])

const longest = { name: 200, description: 200 } as const

interface ScopeContext {
  readonly translation: Translation
  readonly listAttributes: Set<string>
  readonly groups: GroupShape
}

/** Makes the scopes that an administrator defined there; answers those that a client can have. */
export function readScopes(scopes: readonly Members[], context: ScopeContext): ReadonlyMap<string, KnownScope> {
  const { translation } = context
  const known = new Map<string, KnownScope>()
  for (const scope of scopes) {
    const name = scope.text('name')
    if (name === undefined) {
      translation.mistake(scope.place, 'must say name')
      continue
    }
    if (ownScopes.has(name)) continue
    if ((scope.text('protocol') ?? 'openid-connect') !== 'openid-connect') {
      translation.leave('client scope of another protocol', name)
      continue
    }
    if (name.length > longest.name || parseScope(name)?.length !== 1) {
      translation.leave('client scope whose name is none that a request can have', name)
      continue
    }
    if (!translation.isFirst('scope', name, scope.place)) continue
    const isStandard = isKnownScope(name)
    const owner = { owner: `scope ${name}`, ...(isStandard && { standardScope: name }) }
    const claims = scope.each('protocolMappers').flatMap((mapper) => mappedClaim(mapper, { ...context, ...owner }) ?? [])
    known.set(name, { isStandard, claims })
    if (!isStandard) translation.add('Scope', { name, description: descriptionOf(scope, name) }, scope.place)
    scope.ignore(['id', 'attributes'])
    scope.leaveRest('member of a client scope', name)
  }
  return known
}

/** What people are asked there, unless it stands for a text of a theme. */
function descriptionOf(scope: Members, name: string): string {
  const asked = scope.members('attributes')?.text('consent.screen.text')
  const texts = [asked, scope.text('description'), name].map((text) => text?.trim() ?? '')
  return texts.find((text) => text !== '' && text.length <= longest.description && !text.includes('${')) ?? name
}
