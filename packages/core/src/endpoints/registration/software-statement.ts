import type { Check, Finding } from '../../checks/check.ts'
import { runChecks } from '../../checks/check.ts'
import { findTimeProblem } from '../../client-keys/claim-times.ts'
import { publicKeySignatures } from '../../client-keys/key-fit.ts'
import { parseJws } from '../../client-keys/parse-jws.ts'
import { verifyClientJws } from '../../client-keys/verify-client-jws.ts'
import type { Ports } from '../../ports/ports.ts'
import type { SoftwareIssuer } from '../../settings/registration-policy.ts'
import { showValue } from '../../trace/show-value.ts'
import type { CheckOutcome } from '../../trace/trace.ts'

/** A software statement that came with a registration, and what was found out about it. */
interface StatementInput {
  /** Of its form, signature and times; absent: it is in order. */
  readonly mistake?: Pick<Finding, 'expected' | 'received'>
  readonly isTrusted: boolean
}

/** @see RFC7591-3.2.2 */
export const statementChecks: readonly Check<StatementInput, 'registration'>[] = [
  {
    name: 'registration-software-statement-issuer',
    spec: 'RFC7591-2.3',
    at: ['registration'],
    run: ({ isTrusted }) => (isTrusted ? undefined : { reason: 'software_statement_unapproved' }),
  },
  {
    name: 'registration-software-statement',
    spec: 'RFC7591-2.3',
    at: ['registration'],
    run: ({ mistake }) => (mistake === undefined ? undefined : { reason: 'software_statement_invalid', ...mistake }),
  },
]

/** Milliseconds that the clock of an issuer may differ from ours. */
const skew = 60_000

/** Claims about the statement itself (RFC7519-4.1), and what no statement decides. */
const notMetadata: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'software_statement'],
  ...['client_id', 'client_secret', 'client_secret_expires_at', 'client_id_issued_at'],
  ...['registration_access_token', 'registration_client_uri'],
])

/**
 * The metadata of a registration as its software statement has it: what the statement says counts before what the client says. Without a
 * statement they are as they came. The same statement may come with many registrations.
 * @throws OAuthError `invalid_software_statement`, `unapproved_software_statement`
 * @see RFC7591-2.3
 */
export async function withStatement(
  body: Readonly<Record<string, unknown>>,
  issuers: readonly SoftwareIssuer[],
  ports: Pick<Ports, 'fetch' | 'clock' | 'crypto'>,
  outcomes: CheckOutcome[],
): Promise<Readonly<Record<string, unknown>>> {
  const { software_statement: statement } = body
  if (statement === undefined || statement === null) return body
  const form = typeof statement === 'string' ? parseJws(statement) : undefined
  if (form?.kind !== 'parsed') {
    // Nothing says whose it is, so trust does not come into it.
    const mistake = { expected: 'a signed JWT', received: form === undefined ? 'no text' : form.problem }
    runChecks(statementChecks, 'registration', { isTrusted: true, mistake }, outcomes)
    return body
  }
  const { claims } = form.jws
  const signer = issuers.find(({ issuer }) => issuer === claims['iss'])
  if (signer === undefined) {
    runChecks(statementChecks, 'registration', { isTrusted: false }, outcomes)
    return body
  }
  const verified = await verifyClientJws(form.jws, { signer, algorithms: publicKeySignatures }, ports)
  const problem =
    verified.kind === 'refused' ? verified.problem : findTimeProblem(claims, { now: ports.clock(), skew, expRequired: false })
  const mistake =
    problem === undefined ? {} : { mistake: { expected: 'a statement in force of its issuer', received: showValue(problem) } }
  runChecks(statementChecks, 'registration', { isTrusted: true, ...mistake }, outcomes)
  return { ...body, ...Object.fromEntries(Object.entries(claims).filter(([name]) => !notMetadata.has(name))) }
}
