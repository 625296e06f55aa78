import type { Authorizer, MethodVerb } from '../jmap/contract.ts'
import type { Caller } from './caller.ts'
import { ownObjects, permissionName } from './permissions.ts'

const attempts: Readonly<Record<MethodVerb, string>> = {
  Get: 'You are not authorized to perform this action',
  Query: 'You are not authorized to perform this action',
  Create: 'You are not authorized to create objects of this type',
  Update: 'You are not authorized to change objects of this type',
  Destroy: 'You are not authorized to remove objects of this type',
}

/**
 * The one place where a method call is allowed or refused: by the permission of the type and the verb. Which objects of the type a caller
 * sees, and what they may grant, is the business of the type. The operator has everything but an account.
 */
export function createAuthorizer(): Authorizer<Caller> {
  return {
    refusal(objectName, verb, caller) {
      const name = objectName.replace(/^x:/, '')
      if (caller.account === undefined && ownObjects.has(name)) {
        return { type: 'accountNotSupportedByMethod', description: 'Only a person has objects of this type' }
      }
      if (caller.permissions.has(permissionName(name, verb))) return undefined
      return { type: 'forbidden', description: attempts[verb] }
    },
    accountIdOf: (caller) => caller.id,
    mayUseAccount: (accountId, caller) => accountId === caller.id,
  }
}
