import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { attributeText } from './client-settings.ts'

export interface Grants {
  readonly grantTypes: readonly string[]
  /** Empty: what follows from the grant types. */
  readonly responseTypes: readonly string[]
}

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a client may do there and here. @param hasRedirect whether it has a redirect URI: without one nothing goes through the browser */
export function grantsOf(
  client: Members,
  attributes: Members | undefined,
  { name, hasRedirect, translation }: { readonly name: string; readonly hasRedirect: boolean; readonly translation: Translation },
): Grants {
  const isOn = (attribute: string): boolean => attributes !== undefined && attributeText(attributes, attribute) === 'true'
  const isPublic = client.flag('publicClient') === true
  const wantsCode = client.flag('standardFlowEnabled') !== false
  const wantsImplicit = client.flag('implicitFlowEnabled') === true
  if ((wantsCode || wantsImplicit) && !hasRedirect) {
    translation.leave('signing in through the browser, of a client of whose redirect URIs none could be taken', name)
  }
  if (client.flag('directAccessGrantsEnabled') === true) {
    translation.leave('grant that gives passwords to a client (direct access)', name)
  }
  if (isOn('oidc.ciba.grant.enabled')) translation.leave('grant of backchannel authentication', name)
  if (isOn('standard.token.exchange.enabled')) translation.leave('grant of token exchange', name)
  const usesCode = wantsCode && hasRedirect
  const usesImplicit = wantsImplicit && hasRedirect
  const usesDevice = isOn('oauth2.device.authorization.grant.enabled')
  const refreshes = attributes === undefined || attributeText(attributes, 'use.refresh.tokens') !== 'false'
  const grantTypes = [
    ...(usesCode ? ['authorization_code'] : []),
    ...(usesImplicit ? ['implicit'] : []),
    ...(usesDevice ? [deviceCode] : []),
    ...(refreshes && (usesCode || usesDevice) ? ['refresh_token'] : []),
    ...(client.flag('serviceAccountsEnabled') === true && !isPublic ? ['client_credentials'] : []),
  ]
  const hybrid = ['code id_token', 'code token', 'code id_token token']
  const responseTypes = usesImplicit ? [...(usesCode ? ['code', ...hybrid] : []), 'id_token', 'id_token token'] : []
  return { grantTypes, responseTypes }
}
