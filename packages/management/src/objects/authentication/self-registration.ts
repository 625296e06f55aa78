import { type GroupId, parseDomain, type RoleId, type SelfRegistrationPolicy } from '@latchkey/identity'
import { setFromWire } from '../../access/wire-sets.ts'
import type { JsonObject } from '../../ports/json.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

/** How people create accounts for themselves; `undefined`: they do not. @param wire members of `Authentication`, complete and valid */
export function selfRegistrationOf(wire: JsonObject): SelfRegistrationPolicy | undefined {
  const mode = wire['selfRegistration']
  if (mode !== 'anyone' && mode !== 'domains') return undefined
  return Object.freeze({
    loginName: wire['selfRegistrationLoginName'] === 'email' ? 'email' : 'username',
    ...(mode === 'domains' && { domains: setFromWire(wire['selfRegistrationDomains']) }),
    asksName: wire['selfRegistrationAsksName'] === true,
    needsApproval: wire['selfRegistrationApproval'] === true,
    roleIds: setFromWire(wire['selfRegistrationRoleIds']) as readonly RoleId[],
    groupIds: setFromWire(wire['selfRegistrationGroupIds']) as readonly GroupId[],
    perNetwork: Number(wire['selfRegistrationsPerNetwork']),
    perHour: Number(wire['selfRegistrationsPerHour']),
  })
}

/** What the declarations of the fields do not check: that domains are some, and that they can apply. */
export function checkSelfRegistration(wire: JsonObject): readonly InputIssue[] {
  const domains = setFromWire(wire['selfRegistrationDomains'])
  const wrong = domains.find((domain) => parseDomain(domain) !== domain)
  if (wrong !== undefined) {
    return [invalidIssue('selfRegistrationDomains', 'must hold domain names in lower case such as example.com', wrong)]
  }
  if (wire['selfRegistration'] !== 'domains') return []
  return [
    ...(domains.length === 0 ? [invalidIssue('selfRegistrationDomains', 'must hold a domain', '')] : []),
    ...(wire['selfRegistrationLoginName'] === 'email'
      ? []
      : [invalidIssue('selfRegistrationLoginName', 'must be email where domains are asked for', 'username')]),
  ]
}
