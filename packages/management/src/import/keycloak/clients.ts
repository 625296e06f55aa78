import { isKnownScope, isOwnOrigin, parseDisplayName, parseLogoutUri, parseWebUri } from '@latchkey/core'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { authenticationOf } from './client-authentication.ts'
import { grantsOf } from './client-grants.ts'
import { attributeText, losesEncryption, settingsOf } from './client-settings.ts'
import type { GroupShape } from './groups.ts'
import { type MappedClaim, mappedClaim } from './mappers.ts'
import { lacksKeys, possibleClient } from './possible-client.ts'
import { absolute, urisOf } from './redirect-uris.ts'
import { type KnownScope, ownScopes } from './scopes.ts'

export interface ClientContext {
  readonly translation: Translation
  readonly listAttributes: Set<string>
  readonly scopes: ReadonlyMap<string, KnownScope>
  readonly groups: GroupShape
}

/** Clients that Keycloak makes for itself. */
const ownClients: ReadonlySet<string> = new Set([
  ...['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'],
])

const meaningless: readonly string[] = [
  ...['id', 'name', 'enabled', 'protocol', 'surrogateAuthRequired', 'alwaysDisplayInConsole', 'notBefore', 'fullScopeAllowed'],
  ...['nodeReRegistrationTimeout', 'access', 'type', 'protocolMappers', 'frontchannelLogout', 'bearerOnly'],
]

const mostMappings = 50

/** Makes a client with its id and, if the file holds it, its secret. */
export function addClient(client: Members, context: ClientContext): void {
  const { translation } = context
  const clientId = client.text('clientId')
  if (clientId === undefined) {
    translation.mistake(client.place, 'must say clientId')
    return
  }
  const reason = reasonToLeave(client, clientId)
  if (reason !== undefined) {
    translation.leave(`client ${reason}`, clientId)
    return
  }
  if (!translation.isFirst('client id', clientId, client.place)) return
  const attributes = client.members('attributes') ?? Members.of({}, client.place, translation)
  const authentication = authenticationOf(client, attributes, clientId, translation)
  if (isLeft(authentication)) {
    translation.leave(`client that authenticates ${authentication.left}: create it with its keys`, clientId)
    return
  }
  const afterLogout = attributes === undefined ? undefined : attributeText(attributes, 'post.logout.redirect.uris')
  const uris = urisOf(client, afterLogout, clientId, translation)
  const hasRedirect = uris.redirectUris.length > 0
  const { grantTypes, responseTypes } = grantsOf(client, attributes, { name: clientId, hasRedirect, translation })
  if (grantTypes.length === 0) {
    translation.leave('client for which nothing is left that it could do', clientId)
    return
  }
  const settings = attributes === undefined ? {} : settingsOf(attributes, clientId, translation)
  const pages = pagesOf(client, attributes, uris.redirectUris, clientId, translation)
  const claims = claimsOf(client, clientId, context)
  const scopes = scopesOf(client, clientId, context)
  if (claims.subjectType === 'pairwise' && hostsOf(uris.redirectUris) > 1) {
    translation.leave('client with pairwise subjects and several hosts: create it with a sector identifier URI', clientId)
    return
  }
  if (attributes !== undefined && losesEncryption(attributes, settings)) {
    translation.leave('client whose answers are encrypted in a way that is none here', clientId)
    return
  }
  if (lacksKeys({ ...authentication, ...settings })) {
    translation.leave('client whose answers are encrypted, without keys that jwks.url or jwks.string names', clientId)
    return
  }
  const possible = possibleClient(
    {
      clientId,
      description: parseDisplayName(displayName(client, clientId)) ?? clientId,
      ...authentication,
      ...(hasRedirect && { redirectUris: setOf(uris.redirectUris) }),
      ...(uris.postLogoutRedirectUris.length > 0 && { postLogoutRedirectUris: setOf(uris.postLogoutRedirectUris) }),
      grantTypes: setOf(grantTypes),
      ...(responseTypes.length > 0 && { responseTypes: setOf(responseTypes) }),
      ...(scopes.length > 0 && { scopes: setOf(scopes) }),
      skipConsent: client.flag('consentRequired') !== true,
      accessTokenFormat: 'jwt',
      ...settings,
      ...pages,
      ...claims,
    },
    clientId,
    translation,
  )
  translation.add('OAuthClient', possible, client.place)
  client.ignore(meaningless)
  client.leaveRest('member of a client', clientId)
  attributes?.leaveRest('setting of a client', clientId)
}

function reasonToLeave(client: Members, clientId: string): string | undefined {
  if (ownClients.has(clientId) || /^[^/]+-realm$/.test(clientId)) return 'of Keycloak itself'
  const protocol = client.text('protocol') ?? 'openid-connect'
  if (protocol !== 'openid-connect') return `of the protocol ${protocol.slice(0, 20)}`
  if (client.flag('enabled') === false) return 'that is disabled'
  if (client.flag('bearerOnly') === true) return 'that is an API (bearer only): define a resource for it'
  return /^[\x21-\x7e]{1,255}$/.test(clientId) ? undefined : 'whose id is not 1 to 255 visible ASCII characters'
}

function isLeft(authentication: ReturnType<typeof authenticationOf>): authentication is { readonly left: string } {
  return 'left' in authentication
}

/** `${client_account}` stands for a text of a theme. */
function displayName(client: Members, clientId: string): string {
  const name = client.text('name')?.trim() ?? ''
  return name === '' || name.includes('${') ? clientId : name
}

function pagesOf(
  client: Members,
  attributes: Members | undefined,
  redirectUris: readonly string[],
  name: string,
  translation: Translation,
): Readonly<Record<string, JsonValue>> {
  const home = absolute(client.text('baseUrl') ?? '', client.text('rootUrl'))
  const frame = attributes === undefined ? undefined : attributeText(attributes, 'frontchannel.logout.url')
  const hasFrame = frame !== undefined && frame !== '' && client.flag('frontchannelLogout') === true
  const isFrame = hasFrame && parseLogoutUri(frame) !== undefined && isOwnOrigin(frame, redirectUris)
  if (hasFrame && !isFrame) {
    translation.leave('front-channel logout URI that has not the origin of a redirect URI', `${name}: ${frame}`)
  }
  const wantsSession = attributes !== undefined && attributeText(attributes, 'frontchannel.logout.session.required') !== 'false'
  if (home !== '' && parseWebUri(home) === undefined) translation.leave('home page that is no address', `${name}: ${home}`)
  return {
    ...(home !== '' && parseWebUri(home) !== undefined && { clientUri: home }),
    ...(isFrame && { frontchannelLogoutUri: frame, frontchannelLogoutSessionRequired: wantsSession }),
  }
}

/** The scopes that the client may ask for; empty: nothing is said, so all. */
function scopesOf(client: Members, name: string, { scopes, translation }: ClientContext): readonly string[] {
  const named = [...client.texts('defaultClientScopes'), ...client.texts('optionalClientScopes')]
  if (named.length === 0) return []
  const kept = named.filter((scope) => !ownScopes.has(scope) && (isKnownScope(scope) || scopes.has(scope)))
  for (const scope of named) {
    if (!ownScopes.has(scope) && !kept.includes(scope)) translation.leave(`client scope ${scope}, which is not defined`, name)
  }
  return [...new Set(['openid', ...kept])].slice(0, 100)
}

/** Claims of the client itself come always, as do those of a scope that it has by default. */
function claimsOf(
  client: Members,
  name: string,
  context: ClientContext,
): { readonly claimMapping?: JsonObject; readonly subjectType?: string } {
  const { translation, scopes } = context
  const mappers = client.each('protocolMappers')
  const isPairwise = mappers.some((mapper) => mapper.text('protocolMapper') === 'oidc-sha256-pairwise-sub-mapper')
  if (isPairwise) translation.leave('pairwise subjects: the client gets others than before', name)
  const own = mappers
    .filter((mapper) => mapper.text('protocolMapper') !== 'oidc-sha256-pairwise-sub-mapper')
    .flatMap((mapper) => mappedClaim(mapper, { ...context, owner: name }) ?? [])
  const found = new Map<string, JsonObject>()
  const add = ({ claim, source, places }: MappedClaim, scope: string | undefined): void => {
    if (found.has(claim)) translation.leave('further mapper of a claim that has one', `${name}: ${claim}`)
    else if (found.size >= mostMappings) translation.leave(`mapper beyond ${mostMappings}`, `${name}: ${claim}`)
    else found.set(claim, { source, ...places, ...(scope !== undefined && { scope }) })
  }
  for (const mapped of own) add(mapped, undefined)
  for (const [list, isAlways] of [
    ['defaultClientScopes', true],
    ['optionalClientScopes', false],
  ] as const) {
    for (const scope of new Set(client.texts(list))) {
      const known = scopes.get(scope)
      for (const mapped of known?.claims ?? []) add(mapped, isAlways && known?.isStandard === false ? undefined : scope)
    }
  }
  return {
    ...(found.size > 0 && { claimMapping: Object.fromEntries(found) }),
    ...(isPairwise && { subjectType: 'pairwise' }),
  }
}

function hostsOf(uris: readonly string[]): number {
  return new Set(uris.map((uri) => URL.parse(uri)?.host)).size
}

function setOf(members: readonly string[]): JsonObject {
  return Object.fromEntries(members.map((member) => [member, true]))
}
