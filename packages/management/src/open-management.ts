import { createHash } from 'node:crypto'
import type {
  Clock,
  CryptoPort,
  FetchPort,
  PostureReportStore,
  PreviewInput,
  ProviderStores,
  SettingsStore,
  TokenPreview,
  TraceStore,
} from '@latchkey/core'
import { type Identity, type IdentityStores, UnknownSecrets } from '@latchkey/identity'
import { createAuthenticator, operatorCaller } from './access/authenticate.ts'
import { createAuthorizer } from './access/authorizer.ts'
import { CachedAccess } from './access/cached-access.ts'
import type { Caller } from './access/caller.ts'
import { isSensitive, missingSignIn } from './access/step-up.ts'
import { auditVerification } from './audit/audit-verification.ts'
import { createCallObserver } from './audit/create-call-observer.ts'
import type { OidcProviderObject, SecretSources, SetError } from './contract.ts'
import { inForce } from './in-force.ts'
import { coreCapability, managementCapability, toleratedCapabilities } from './jmap/capabilities.ts'
import type { Limits, ObjectType } from './jmap/contract.ts'
import { createJmapEngine } from './jmap/create-jmap-engine.ts'
import { sessionResource } from './jmap/session-resource.ts'
import type { Management } from './management.ts'
import type { ObjectCatalogue } from './object-catalogue.ts'
import { accountPasswordType } from './objects/account-password/account-password-type.ts'
import { ownPassword } from './objects/account-password/own-password.ts'
import { accountSettingsType } from './objects/account-settings/account-settings-type.ts'
import { actionType } from './objects/action/action-type.ts'
import { auditEventType } from './objects/audit-event/audit-event-type.ts'
import type { AuthenticationObject } from './objects/authentication/open-authentication.ts'
import type { DefinedDetailTypes } from './objects/authorization-detail-type/open-detail-types.ts'
import type { ClientRegistrationObject } from './objects/client-registration/open-client-registration.ts'
import { grantType } from './objects/grant/grant-type.ts'
import { logoutDeliveryType } from './objects/logout-delivery/logout-delivery-type.ts'
import type { ManagedPorts } from './objects/managed-type/managed-ports.ts'
import { managedType } from './objects/managed-type/managed-type.ts'
import { postureReportType } from './objects/posture-report/posture-report-type.ts'
import type { DefinedResources } from './objects/resource/open-resources.ts'
import { revisionType } from './objects/revision/revision-type.ts'
import type { DefinedScopes } from './objects/scope/open-scopes.ts'
import type { SecurityPostureObject } from './objects/security-posture/open-security-posture.ts'
import { sessionType } from './objects/session/session-type.ts'
import { signingKeyType } from './objects/signing-key/signing-key-type.ts'
import { traceType } from './objects/trace/trace-type.ts'
import type { TrustedIssuers } from './objects/trusted-issuer/open-trusted-issuers.ts'
import { openPlans } from './plan/open-plans.ts'
import type { AnyDefinition } from './plan/plan-ports.ts'
import type { ManagementStores } from './ports/journal.ts'
import type { JsonObject } from './ports/json.ts'
import type { ObjectStore } from './ports/objects.ts'
import { aliases } from './schema/aliases.ts'
import { buildSchemaDocument } from './schema/build-document.ts'
import type { SchemaDocument } from './schema/document.ts'

/** Default limits of RFC8620-2, those that existing tools know. */
const limits: Limits = {
  maxSizeRequest: 10_000_000,
  maxConcurrentRequests: 8,
  maxCallsInRequest: 16,
  maxObjectsInGet: 500,
  maxObjectsInSet: 500,
  maxQueryResults: 5_000,
}

export interface OpenManagementOptions {
  readonly issuer: string
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly identity: Identity
  readonly sources: SecretSources
  /** To addresses that clients name; absent: nothing is fetched. */
  readonly fetch?: FetchPort
  readonly catalogue: ObjectCatalogue
  readonly stores: ProviderStores & {
    readonly settings: SettingsStore
    readonly traces: TraceStore
    readonly postureReports: PostureReportStore
  }
  readonly identityStores: IdentityStores
  readonly managementStores: ManagementStores & { readonly objects: ObjectStore }
  readonly oidcProvider: OidcProviderObject
  readonly authentication: AuthenticationObject
  readonly scopes: DefinedScopes
  readonly resources: DefinedResources
  readonly detailTypes: DefinedDetailTypes
  readonly trustedIssuers: TrustedIssuers
  readonly clientRegistration: ClientRegistrationObject
  readonly securityPosture: SecurityPostureObject
  /** What tokens would say. */
  readonly previewTokens: (input: PreviewInput) => Promise<TokenPreview | undefined>
  /** Whose management an access token opens that came with the certificate of this thumbprint, or with none. */
  readonly verifyManagementToken: (
    token: string,
    x5tS256?: string,
  ) => Promise<{ readonly accountId: `acc_${string}`; readonly authTime: number } | undefined>
  /** Told of bugs and outages. */
  readonly onError: (error: unknown) => void
}

/** Puts management together over the stores and the objects in force. Nothing is opened here. */
export function openManagement(options: OpenManagementOptions): Management {
  const { issuer, clock, crypto, identity, sources, fetch, catalogue, stores, identityStores, managementStores } = options
  const {
    oidcProvider,
    authentication,
    scopes,
    resources,
    detailTypes,
    trustedIssuers,
    clientRegistration,
    securityPosture,
    onError,
  } = options
  const { registry, rules, definitions, declarations } = catalogue
  const { revisions, audit, runtime } = managementStores
  const { accounts } = identityStores
  const objects = inForce(managementStores.objects, {
    OidcProvider: () => oidcProvider.refresh(),
    Authentication: () => authentication.refresh(),
    ClientRegistration: () => clientRegistration.refresh(),
    SecurityPosture: () => securityPosture.refresh(),
    Scope: () => scopes.refresh(),
    Resource: () => resources.refresh(),
    AuthorizationDetailType: () => detailTypes.refresh(),
    TrustedIssuer: () => trustedIssuers.refresh(),
  })
  const byName = createAuthorizer()
  const authorizer: typeof byName = {
    ...byName,
    refusal: (name, verb, caller) => byName.refusal(aliases.get(name) ?? name, verb, caller),
  }
  const observer = createCallObserver({ audit, clock, randomBytes: crypto.randomBytes })
  const access = new CachedAccess(objects)
  const authenticate = createAuthenticator({
    clock,
    crypto,
    identity,
    accounts,
    unknownSecrets: new UnknownSecrets({ clock, crypto, throttle: identityStores.throttle }),
    objects,
    access,
    rules,
    verifyManagementToken: options.verifyManagementToken,
  })
  const managed: ManagedPorts = { clock, crypto, identity, sources, objects, registry, ...(fetch && { fetch }) }
  const plans = openPlans({
    ...managed,
    // Each is asked for records of its own object only.
    definitions: Object.values(definitions) as unknown as readonly AnyDefinition[],
    revisions,
    authorizer,
    observer,
  })
  const verifyAudit = auditVerification({ audit, authorizer, observer })
  const types: readonly ObjectType<Caller>[] = [
    managedType(definitions.OidcProvider, managed),
    managedType(definitions.Authentication, managed),
    managedType(definitions.OAuthClient, managed),
    managedType(definitions.Scope, managed),
    managedType(definitions.Resource, managed),
    managedType(definitions.AuthorizationDetailType, managed),
    managedType(definitions.TrustedIssuer, managed),
    managedType(definitions.ClientRegistration, managed),
    managedType(definitions.SecurityPosture, managed),
    managedType(definitions.InitialAccessToken, managed),
    managedType(definitions.Account, managed),
    managedType(definitions.Group, managed),
    managedType(definitions.Role, managed),
    managedType(definitions.ApiKey, managed),
    managedType(definitions.AppPassword, managed),
    accountPasswordType(managed),
    accountSettingsType(managed),
    signingKeyType({ clock, crypto, settings: () => oidcProvider.current(), signingKeys: stores.signingKeys, revisions }),
    sessionType({
      ...{ runtime, sessions: stores.sessions, audit, accounts, clock },
      grantsAtLogout: () => authentication.current().revokeGrantsOnLogout,
    }),
    grantType({ runtime, grants: stores.grants, audit, accounts, clock }),
    logoutDeliveryType({ deliveries: stores.logoutDeliveries, clock }),
    traceType({ traces: stores.traces }),
    postureReportType({
      reports: stores.postureReports,
      clients: stores.clients,
      security: () => securityPosture.current(),
      clock,
    }),
    auditEventType({ audit }),
    revisionType({ revisions }),
    actionType({
      clock,
      crypto,
      authorizer,
      oidcProvider,
      updateSettings: (patch, caller) => updateSettings(managedType(definitions.OidcProvider, managed), patch, caller),
      signingKeys: stores.signingKeys,
      revisions,
      runtime,
      accounts,
      rollback: (revision, caller) => plans.rollback(revision, 'apply', caller),
      verifyAudit,
      objects,
      previewTokens: options.previewTokens,
    }),
  ]
  const engine = createJmapEngine({
    types: [...types, ...aliasesOf(types)],
    capabilities: [coreCapability, managementCapability, ...toleratedCapabilities],
    limits,
    authorizer,
    observer,
    onError,
  })
  let schema: Management['schema'] | undefined
  /** Built when somebody first asks for it: a start has no use for it. */
  const builtSchema = (): Management['schema'] => {
    schema ??= schemaOf(buildSchemaDocument(declarations, registry))
    return schema
  }
  const sessionState = (caller: Caller | undefined): string =>
    crypto.digest(`${builtSchema().hash} ${caller?.id ?? ''} ${caller?.name ?? ''}`).slice(0, 16)

  return {
    oidcProvider,
    limits,
    get schema() {
      return builtSchema()
    },
    authenticate,
    missingSignIn(caller, request) {
      if (request !== undefined && !isSensitive(request)) return undefined
      return missingSignIn(caller, { maxAge: authentication.current().managementSignInAge, now: clock() })
    },
    ...ownPassword({ ...managed, access, rules }),
    operator: (through) => operatorCaller(through, rules.all),
    handle: (request, caller) => engine.handle(request, caller, sessionState(caller)),
    session: async (caller) =>
      sessionResource({
        baseUrl: issuer,
        capabilities: { [managementCapability]: {} },
        limits,
        state: sessionState(caller),
        ...(caller === undefined ? {} : { account: { id: caller.id, name: caller.name } }),
      }),
    async states(caller) {
      const visible = types.filter(({ name }) => authorizer.refusal(name, 'Get', caller) === undefined)
      const states = await Promise.all(visible.map(async (type) => [type.name, await type.state(caller)] as const))
      return Object.fromEntries(states)
    },
    onStateChange: (listener) => objects.onChange((object) => listener(`x:${object}`)),
    ...plans,
    verifyAudit,
    close: () => access[Symbol.dispose](),
  }
}

function schemaOf(document: SchemaDocument): Management['schema'] {
  const json = JSON.stringify(document)
  return { json, hash: createHash('sha256').update(json).digest('base64url') }
}

async function updateSettings(type: ObjectType<Caller>, patch: JsonObject, caller: Caller): Promise<SetError | undefined> {
  const outcome = await type.update?.('singleton', patch, { context: caller })
  return outcome !== undefined && 'error' in outcome ? outcome.error : undefined
}

/** The other names by which existing tools reach a type; the answers have the name that was asked for. */
function aliasesOf(types: readonly ObjectType<Caller>[]): readonly ObjectType<Caller>[] {
  return [...aliases].flatMap(([name, of]) => {
    const type = types.find((candidate) => candidate.name === of)
    return type === undefined ? [] : [{ ...type, name }]
  })
}
