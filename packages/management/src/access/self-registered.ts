import { newAccount, type SelfRegistrationPolicy } from '@latchkey/identity'
import type { SetError } from '../contract.ts'
import { sameJson } from '../declarations/same-json.ts'
import type { AuthenticationSettings } from '../objects/authentication/settings.ts'
import type { WriteContext } from '../objects/managed-definition.ts'
import { storedAccess } from './access-records.ts'
import type { AccessRules } from './effective-permissions.ts'
import { permissionsOfAccount, refusalToGrant } from './grant-rules.ts'

/**
 * Whoever lets people create accounts for themselves, or lets more of them or gives them more, must have every permission that such an
 * account will have.
 */
export async function refusalToChangeSelfRegistration(
  before: Pick<AuthenticationSettings, 'selfRegistration'>,
  after: Pick<AuthenticationSettings, 'selfRegistration' | 'defaultUserRoleIds'>,
  { caller, objects, clock, crypto }: WriteContext,
  rules: AccessRules,
): Promise<SetError | undefined> {
  const policy = after.selfRegistration
  if (policy === undefined || sameJson(granting(before.selfRegistration), granting(policy))) return undefined
  const { roleIds, groupIds } = policy
  const account = {
    ...newAccount({ clock, randomBytes: crypto.randomBytes }, { username: '', roles: [], claims: {} }),
    ...(roleIds.length > 0 && { roleIds }),
    groupIds,
  }
  const rulesThen: AccessRules = { ...rules, defaultRoleIds: () => after.defaultUserRoleIds }
  return refusalToGrant(await permissionsOfAccount(account, { source: storedAccess(objects), rules: rulesThen }), caller)
}

/** What decides who gets an account, and what it may do. */
function granting(policy: SelfRegistrationPolicy | undefined) {
  if (policy === undefined) return null
  const { domains = null, needsApproval, roleIds, groupIds } = policy
  return { domains, needsApproval, roleIds, groupIds }
}
