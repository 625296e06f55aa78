import { clientChecks, redirectChecks, requestChecks } from '../../packages/core/src/authorization-request/checks.ts'
import type { Check } from '../../packages/core/src/checks/check.ts'
import { adjustableChecks } from '../../packages/core/src/checks/posture.ts'
import { assertionClaimChecks, assertionSignatureChecks } from '../../packages/core/src/client-auth/assertion-checks.ts'
import { clientAuthenticationChecks } from '../../packages/core/src/client-auth/checks.ts'
import { deviceRequestChecks } from '../../packages/core/src/endpoints/device/checks.ts'
import { introspectionChecks } from '../../packages/core/src/endpoints/introspection/checks.ts'
import { logoutChecks } from '../../packages/core/src/endpoints/logout/checks.ts'
import { registrationChecks } from '../../packages/core/src/endpoints/registration/checks.ts'
import { mutualTlsChecks } from '../../packages/core/src/endpoints/registration/mutual-tls-checks.ts'
import { tokenClientChecks } from '../../packages/core/src/endpoints/token/client-checks.ts'
import { codeChecks } from '../../packages/core/src/endpoints/token/grants/code-checks.ts'
import { deviceChecks } from '../../packages/core/src/endpoints/token/grants/device-checks.ts'
import { refreshChecks } from '../../packages/core/src/endpoints/token/grants/refresh-checks.ts'
import { tokenUseChecks } from '../../packages/core/src/endpoints/userinfo/checks.ts'
import { bindingChecks } from '../../packages/core/src/mutual-tls/bound-certificate.ts'
import { certificateChecks } from '../../packages/core/src/mutual-tls/certificate-checks.ts'
import { fetchedChecks } from '../../packages/core/src/request-objects/fetch-request-object.ts'
import { objectChecks } from '../../packages/core/src/request-objects/object-checks.ts'
import { pushedChecks } from '../../packages/core/src/request-objects/open-pushed.ts'
import { sourceChecks } from '../../packages/core/src/request-objects/request-source.ts'
import { citation, head, type ReferenceFile, table } from './markdown.ts'

type AnyCheck = Pick<Check<never>, 'name' | 'spec' | 'posture'>

const tables: readonly (readonly [title: string, checks: readonly AnyCheck[]])[] = [
  ['Authorization request: the client', clientChecks],
  ['Authorization request: the redirect URI', redirectChecks],
  ['Authorization request: what is asked', requestChecks],
  ['Authorization request: how it comes', sourceChecks],
  ['Authorization request: a pushed one', pushedChecks],
  ['Request object: what came from its address', fetchedChecks],
  ['Request object', objectChecks],
  ['Client authentication', clientAuthenticationChecks],
  ['Client authentication: what an assertion says', assertionClaimChecks],
  ['Client authentication: who made an assertion', assertionSignatureChecks],
  ['Client authentication: by a certificate', certificateChecks],
  ['Token request: the client', tokenClientChecks],
  ['Token request: what is bound to a certificate', bindingChecks],
  ['Redemption of an authorization code', codeChecks],
  ['Use of a refresh token', refreshChecks],
  ['Device authorization request', deviceRequestChecks],
  ['Poll of a device', deviceChecks],
  ['Use of an access token', tokenUseChecks],
  ['Introspection', introspectionChecks],
  ['Client registration', registrationChecks],
  ['Client registration: certificates', mutualTlsChecks],
  ['Logout', logoutChecks],
]

/** The check tables, in the order in which they run. */
export function checkReference(): ReferenceFile {
  const adjustable: ReadonlySet<string> = new Set(adjustableChecks)
  const sections = tables.map(([title, checks]) => {
    const rows = checks.map((check) => [`\`${check.name}\``, citation(check.spec), postureOf(check, adjustable)])
    return `## ${title}\n\n${table(['Check', 'Specification', 'Posture'], rows)}\n`
  })
  return {
    path: 'checks.md',
    text: `${head(
      'Checks',
      'Every rule that a request is held against, in order. A trace names the ones that ran, with what was expected and received. A rule that only reports lets the request pass and records it.',
    )}${sections.join('\n')}`,
  }
}

function postureOf(check: AnyCheck, adjustable: ReadonlySet<string>): string {
  if (adjustable.has(check.name)) return 'per client'
  return check.posture === undefined ? 'enforce' : 'report'
}
