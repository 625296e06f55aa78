import { runChecks } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { strongAlgorithm } from '../../keys/strong-signatures.ts'
import type { Ports } from '../../ports/ports.ts'
import { isEnforcedByServer, postureOf } from '../../posture/posture-of.ts'
import {
  type CallerRules,
  defaultRegistrationPolicy,
  grantTypesByRule,
  type RegistrationRules,
} from '../../settings/registration-policy.ts'
import { checkSector } from '../../subjects/sector-checks.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { announcedChecks } from './announced-checks.ts'
import { registrationChecks } from './checks.ts'
import { mutualTlsChecks } from './mutual-tls-checks.ts'
import { parseMetadata } from './parse-metadata.ts'
import { policyChecks, scopesWithin } from './policy-checks.ts'
import { recordPostureChecks, recordUnderRules } from './posture-checks.ts'
import { withStatement } from './software-statement.ts'

/** What metadata are held against. */
export interface MetadataRules {
  /** Names of the grant types that the token endpoint runs. */
  readonly grantTypes: readonly string[]
  readonly rules: CallerRules
  readonly limits: readonly RegistrationRules[]
  /** What an administrator said of the client that is updated; absent: a new one. */
  readonly known?: Client
}

/**
 * What a record has of metadata that may be registered: read, filled in by a software statement, held against the rules of the
 * specifications and those of the administrator. Nothing is written.
 * @throws OAuthError with the first rule that is broken
 * @see OIDCR-2, RFC7591-2
 */
export async function acceptMetadata(
  body: unknown,
  { grantTypes, rules, limits, known }: MetadataRules,
  ports: Ports,
  outcomes: CheckOutcome[],
): Promise<ClientMetadata> {
  if (!isObject(body)) throw new OAuthError('registration_body_not_object')
  const { softwareIssuers } = ports.registrationPolicy?.() ?? defaultRegistrationPolicy
  const said = withStrongSignature(await withStatement(body, softwareIssuers, ports, outcomes), known, ports)
  const ruled = [rules, ...limits].flatMap((rule) => rule.grantTypes ?? [])
  const request = parseMetadata(
    said,
    grantTypes.filter((name) => !grantTypesByRule.has(name) || ruled.includes(name)),
  )
  runChecks(registrationChecks, 'registration', request, outcomes)
  runChecks(mutualTlsChecks, 'registration', { ...request, mutualTls: ports.mutualTls }, outcomes)
  runChecks(announcedChecks, 'registration', { metadata: request.metadata, security: ports.security?.() }, outcomes)
  const statement = body['software_statement']
  const metadata = { ...request.metadata, ...(typeof statement === 'string' ? { softwareStatement: statement } : {}) }
  runChecks(policyChecks, 'registration', { metadata, rules, limits }, outcomes)
  const record = { client: recordUnderRules(metadata, known), security: ports.security?.() }
  runChecks(recordPostureChecks, 'registration', record, outcomes)
  await checkSector(metadata, ports, outcomes)
  return scopesWithin(metadata, limits)
}

/**
 * A client that says nothing of its ID tokens is to have RS256 (OIDCR-2), but where strong signatures are demanded of it one of
 * those (RFC7591-2 lets the server choose, and the answer says what it is).
 */
function withStrongSignature(
  said: Readonly<Record<string, unknown>>,
  known: Client | undefined,
  { settings, security }: Ports,
): Readonly<Record<string, unknown>> {
  const rule = 'signature-strong-algorithm'
  const isEnforced =
    known === undefined ? isEnforcedByServer(rule, security?.()) : postureOf(rule, known, security?.()) === 'enforce'
  if (!isEnforced) return said
  return { ...said, id_token_signed_response_alg: said['id_token_signed_response_alg'] ?? strongAlgorithm(settings()) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
