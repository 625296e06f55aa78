import { defaultOf } from '../declarations/parse-value.ts'
import { sameJson } from '../declarations/same-json.ts'
import type { ManagedName } from '../ports/objects.ts'
import type { PlanEffect } from './contract.ts'
import type { DiffContext, Side } from './diff-fields.ts'
import { type DraftChange, labelOf } from './draft.ts'
import { credentialEffects, groupEffects, roleEffects, scopeEffects } from './effects/access-effects.ts'
import { accountEffects } from './effects/account-effects.ts'
import { clientEffects } from './effects/client-effects.ts'
import { detailTypeEffects } from './effects/detail-type-effects.ts'
import { neutral, type ObjectEffects } from './effects/effect-row.ts'
import { securityPostureEffects } from './effects/posture-effects.ts'
import { authenticationEffects, oidcProviderEffects } from './effects/provider-effects.ts'
import { clientRegistrationEffects, initialAccessTokenEffects } from './effects/registration-effects.ts'
import { resourceEffects } from './effects/resource-effects.ts'
import { trustedIssuerEffects } from './effects/trusted-issuer-effects.ts'
import { fieldsOf } from './fields-of.ts'

/** What changes mean for security, by type and field. A field that is not there means nothing for security. */
export const effectTable: Readonly<Record<ManagedName, ObjectEffects>> = {
  OidcProvider: oidcProviderEffects,
  Authentication: authenticationEffects,
  ClientRegistration: clientRegistrationEffects,
  SecurityPosture: securityPostureEffects,
  OAuthClient: clientEffects,
  Account: accountEffects,
  Group: groupEffects,
  Role: roleEffects,
  ApiKey: credentialEffects,
  AppPassword: credentialEffects,
  Scope: scopeEffects,
  Resource: resourceEffects,
  AuthorizationDetailType: detailTypeEffects,
  TrustedIssuer: trustedIssuerEffects,
  InitialAccessToken: initialAccessTokenEffects,
}

/** What a change means for security, as sentences that people understand. */
export function effectsOf(
  {
    definition,
    before: stored,
    owner,
    shownOnce,
    kind,
  }: Pick<DraftChange, 'definition' | 'before' | 'owner' | 'shownOnce' | 'kind'>,
  { before, after }: { readonly before?: Side; readonly after?: Side },
  { registry, nameOf }: DiffContext,
): readonly PlanEffect[] {
  const rows = effectTable[definition.object]
  const label = labelOf(definition, (before ?? after)?.wire ?? {})
  if (after === undefined) return rows.destroyed === undefined ? [] : [rows.destroyed(label)]
  const effects: PlanEffect[] = []
  if (before === undefined && rows.created !== undefined) effects.push(rows.created(label))
  for (const [name, field] of Object.entries(fieldsOf(definition, after.wire))) {
    const row = rows.fields[name]
    if (row === undefined || field.update === 'serverSet') continue
    const was = (before === undefined ? defaultOf(field, registry) : before.wire[name]) ?? null
    const is = after.wire[name] ?? null
    const isSecretNew = before !== undefined && isSecretOfFieldNew(name, before.secrets, after.secrets)
    if (sameJson(was, is) && !isSecretNew) continue
    effects.push(...row({ before: was, after: is, label, nameOf, isNew: before === undefined }))
  }
  if (shownOnce !== undefined)
    effects.push(neutral(`makes ${Object.keys(shownOnce).join(', ')} for ${label}, which is told once`))
  if (stored?.owner !== undefined && owner === undefined && kind !== 'destroy') {
    effects.push(neutral(`changes what the plan ${stored.owner} applied, which its next apply may undo`))
  }
  return effects
}

function isSecretOfFieldNew(name: string, before: Side['secrets'], after: Side['secrets']): boolean {
  const pointers = Object.keys(after).filter((pointer) => pointer === name || pointer.startsWith(`${name}/`))
  return pointers.some((pointer) => before[pointer] !== after[pointer])
}
