import { grantTypesByRule, type InitialAccessToken, newId, newSecret, type RegistrationRules } from '@latchkey/core'
import { refusalToGrant } from '../../access/grant-rules.ts'
import type { Names } from '../../access/name-sets.ts'
import { permissionName } from '../../access/permissions.ts'
import { setToWire } from '../../access/wire-sets.ts'
import { dateText, mask } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import { checkRules, rulesFromWire } from '../client-registration/rules-fields.ts'
import { checkLabel } from '../label.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { initialAccessTokenDeclaration } from './declaration.ts'

/**
 * What the token gives; nobody gives what they lack. A client with which no person is asked is otherwise made by whoever may create clients,
 * or where the rules of registration say so.
 */
function givenBy({ grantTypes = [] }: RegistrationRules): Names {
  const isWithoutPerson = grantTypes.some((name) => grantTypesByRule.has(name))
  return new Set(['oAuthClientRegistration', ...(isWithoutPerson ? [permissionName('OAuthClient', 'Create')] : [])])
}

/** `x:InitialAccessToken` as a managed object. Uses are counted by whoever registers with it. */
export const initialAccessTokenDefinition: ManagedDefinition<'InitialAccessToken'> = {
  object: 'InitialAccessToken',
  declaration: initialAccessTokenDeclaration,
  toWire: (token) => ({
    description: token.description,
    secret: mask,
    maxUses: token.maxUses ?? null,
    uses: token.uses,
    expiresAt: token.expiresAt === undefined ? null : dateText(token.expiresAt),
    ...rulesToWire(token.rules),
    createdAt: dateText(token.createdAt),
  }),
  secretsOf: ({ digest }) => ({ secret: digest }),
  async fromWire(wire, previous, { caller, crypto, now }) {
    const { expiresAt, maxUses } = wire
    const secret = newSecret('initialToken', crypto.randomBytes)
    const record: InitialAccessToken = {
      tokenId: previous?.tokenId ?? newId('iat', { randomBytes: crypto.randomBytes, now }),
      digest: previous?.digest ?? crypto.digest(secret),
      description: String(wire['description']).trim(),
      ...(typeof expiresAt === 'string' && { expiresAt: Date.parse(expiresAt) }),
      ...(typeof maxUses === 'number' && { maxUses }),
      uses: previous?.uses ?? 0,
      rules: rulesFromWire(wire),
      createdAt: previous?.createdAt ?? now,
      updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
    }
    const isNewDate = record.expiresAt !== undefined && record.expiresAt !== previous?.expiresAt
    const issues = [
      ...checkRules(wire),
      ...(isNewDate && (record.expiresAt ?? 0) <= now ? [invalidIssue('expiresAt', 'must be in the future', expiresAt)] : []),
    ]
    const error =
      checkLabel('description', record.description) ??
      (issues.length > 0 ? setErrorOfIssues(issues) : undefined) ??
      refusalToGrant(givenBy(record.rules), caller)
    if (error !== undefined) return { error }
    return previous === undefined ? { record, shownOnce: { secret } } : { record }
  },
}

function rulesToWire(rules: RegistrationRules): JsonObject {
  return {
    allowedScopes: setToWire(rules.scopes ?? []),
    allowedRedirectHosts: setToWire(rules.redirectHosts ?? []),
    allowedGrantTypes: setToWire(rules.grantTypes ?? []),
    allowedResponseTypes: setToWire(rules.responseTypes ?? []),
    allowedAuthMethods: setToWire(rules.authenticationMethods ?? []),
  }
}
