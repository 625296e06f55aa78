export {
  missingGrantTypes,
  parseResponseType,
  type ResponseType,
  type ResponseTypeName,
  responseTypeNames,
} from './authorization-request/response-types.ts'
export { type Awaitable, whenThere } from './awaitable.ts'
export { backchannelGrantName } from './backchannel/grant-name.ts'
export { type Check, type Finding, runChecks } from './checks/check.ts'
export {
  type AdjustableCheck,
  adjustableChecks,
  type Posture,
  type Postures,
  type ProfileName,
  postureNames,
  profileNames,
  type ServerPosture,
} from './checks/posture.ts'
export {
  type ClaimMapping,
  type ClaimMappings,
  type ClaimPlace,
  type ClaimSource,
  claimPlaces,
  isMappableClaim,
  type JsonConstant,
  pathsOfTemplate,
} from './claims/claim-mapping.ts'
export { attributeName, isClaimPath } from './claims/claim-path.ts'
export { isLocalizable, localizableClaims, splitTag } from './claims/localized-claims.ts'
export { releasable } from './claims/releasable.ts'
export {
  type InformedClient,
  type Release,
  type ReleasedClaim,
  type ReleaseReason,
  releaseClaims,
  releasedValues,
} from './claims/release-claims.ts'
export { type ReleasableClaim, releasableClaims, type StandardClaim, scopeClaims, standardClaims } from './claims/scope-claims.ts'
export { fitsMethod } from './client-auth/assertion-algorithms.ts'
export { publicKeyFor, publicKeySignatures } from './client-keys/key-fit.ts'
export { clientSignatures } from './client-keys/verify-client-jws.ts'
export {
  type Client,
  type ClientAuthenticationMethod,
  type ClientSecret,
  clientAuthenticationMethods,
  defaultAuthenticationMethod,
  isConfidential,
  isMethodWithKey,
} from './clients/client.ts'
export { newClientId, newClientSecret, storedClientSecret } from './clients/client-credentials.ts'
export { initiateLoginLocation, startOrderOf, startOrderText } from './clients/initiate-login.ts'
export { isOwnOrigin, parseLogoutUri } from './clients/logout-uris.ts'
export { isHostPattern } from './clients/match-host.ts'
export { type ClientMetadata, clientToMetadata } from './clients/metadata.ts'
export {
  parseApplicationType,
  parseAuthenticationMethod,
  parseBackchannelSignature,
  parseBoolean,
  parseClientSignature,
  parseContentEncryption,
  parseDeliveryMode,
  parseDetailTypes,
  parseDisplayName,
  parseHttpsUri,
  parseJwks,
  parseKeyManagement,
  parseKeysUri,
  parsePublicSignature,
  parseRequestObjectAlgorithm,
  parseRequestUris,
  parseResponseTypes,
  parseSeconds,
  parseSigningAlgorithm,
  parseSoftwareText,
  parseTexts,
  parseWebUri,
} from './clients/metadata-values.ts'
export { checkRedirectUri, type RedirectUriMistake, type RedirectUriRule } from './clients/redirect-uri-rules.ts'
export { unregisteredClient } from './clients/unregistered-client.ts'
export { webOriginsOf } from './clients/web-origins.ts'
export { defaultContentEncryption } from './encryption/answer-encryption.ts'
export {
  type ContentEncryption,
  type ContentEncryptionAlgorithm,
  contentEncryptionNamed,
  contentEncryptions,
} from './encryption/content-encryption.ts'
export {
  type KeyManagement,
  type KeyManagementAlgorithm,
  keyManagementNamed,
  keyManagements,
} from './encryption/key-management.ts'
export { secretKeyBits } from './encryption/secret-key.ts'
export type {
  AuthorizeInput,
  DeviceInput,
  FormInput,
  LogoutInput,
  PeerInput,
  RegisteredClientInput,
  RegistrationInput,
  RegistrationUpdateInput,
  ResumeInput,
  UserDecision,
} from './endpoints/inputs.ts'
export type {
  AuthorizationResponse,
  AuthorizeOutcome,
  ConfirmLogout,
  InteractionNeeded,
  InteractionPage,
  InteractionReason,
  LogoutOutcome,
  PageError,
  Respond,
  SignedOut,
} from './endpoints/outcomes.ts'
export { grantTypeNamed, grantTypeNames, registrableGrantTypes } from './endpoints/token/grants.ts'
export { OAuthError } from './errors/oauth-error.ts'
export type { Reason } from './errors/reason.ts'
export { type ReasonId, reasons } from './errors/reasons.ts'
export {
  type AccountId,
  type ClientId,
  type Digest,
  type GrantId,
  isSecret,
  madeAt,
  newId,
  newSecret,
  type Secret,
  type SecretKind,
  type SessionId,
  type Subject,
  secretPrefix,
  type TraceId,
  type TransactionId,
} from './ids.ts'
export {
  type Algorithm,
  algorithmNamed,
  algorithmOfSetting,
  algorithms,
  type SettingsAlgorithm,
  type SigningAlgorithm,
} from './keys/algorithms.ts'
export { type EncryptionKeyKind, encryptionKeyKind, encryptionKeyKinds, newEncryptionKey } from './keys/encryption-keys.ts'
export { newSigningKey } from './keys/new-signing-key.ts'
export { type PrimaryKey, primaryKeyOf } from './keys/primary-key.ts'
export { isWaiting } from './keys/signing-now.ts'
export { type IdTokenHint, verifyIdTokenHint } from './keys/verify-own-token.ts'
export { deliveryTimeout } from './logout/deliver-logout.ts'
export type { ToldClient } from './logout/end-session.ts'
export { type CertificateMethod, certificateMethods } from './mutual-tls/certificate-checks.ts'
export type { RegisteredSubject } from './mutual-tls/registered-subject.ts'
export { findSubjectMistake, type SubjectMistake } from './mutual-tls/subject-mistake.ts'
export {
  parseSubjectAddress,
  parseSubjectDn,
  parseSubjectDnsName,
  parseSubjectEmail,
  parseSubjectUri,
} from './mutual-tls/subject-values.ts'
export type { AccessingClient, AccountAccessStore } from './ports/account-access.ts'
export type { AuditEvent, AuditKind, AuditLog } from './ports/audit.ts'
export type { BackchannelRequest, BackchannelRequestStore, DeliveryMode, NoticeAttempt } from './ports/backchannel-requests.ts'
export type { ClientCertificate, DistinguishedName, MutualTls, NameAttribute } from './ports/client-certificate.ts'
export type { Clock, CryptoPort, GeneratedKey, PrivateKey, RandomBytes } from './ports/crypto.ts'
export type { DeviceAuthorization, DeviceAuthorizationStore } from './ports/device-authorizations.ts'
export type { FetchOutcome, FetchPort, FetchProblem, OutgoingRequest } from './ports/fetch.ts'
export type { InitialAccessToken, InitialAccessTokenStore } from './ports/initial-access-tokens.ts'
export {
  deliveryLife,
  type GrantsAtLogout,
  type LogoutAttempt,
  type LogoutChannel,
  type LogoutDelivery,
  type LogoutDeliveryFilter,
  type LogoutDeliveryStore,
  type LogoutProblem,
  type SessionParticipant,
} from './ports/logout-deliveries.ts'
export { type Actor, type Origin, systemOrigin, type Through } from './ports/origin.ts'
export type { Ports } from './ports/ports.ts'
export {
  type PostureBreach,
  type PostureReport,
  type PostureReportFilter,
  type PostureReportStore,
  postureReportLife,
} from './ports/posture-reports.ts'
export type { PushedRequest, PushedRequestStore } from './ports/pushed-requests.ts'
export type { SingleUsePurpose, SingleUseStore } from './ports/single-use.ts'
export type {
  AuthorizationCode,
  AuthorizationCodeStore,
  ClientStore,
  ConsentStore,
  Grant,
  GrantStore,
  ProviderStores,
  RefreshToken,
  RefreshTokenStore,
  Session,
  SessionStore,
  SettingsStore,
  SigningKeyRecord,
  SigningKeyStore,
  TraceStore,
  Transaction,
  TransactionStore,
} from './ports/stores.ts'
export type {
  AddressClaim,
  ReleasableClaims,
  StandardClaims,
  SubjectKey,
  SubjectRecord,
  SubjectSource,
} from './ports/subjects.ts'
export type { TraceRecorder } from './ports/trace.ts'
export { adjustableRuleOf, builtInPosture, compareStrictness, defaultServerPosture, postureOf } from './posture/posture-of.ts'
export { profiles } from './posture/profiles.ts'
export { type RefusedMember, refusedMembers } from './posture/record-rules.ts'
export { createProvider } from './provider.ts'
export type {
  BackchannelDecision,
  ClientAccess,
  DescribedAccess,
  JsonAnswer,
  PendingBackchannel,
  PendingDevice,
  PendingRequest,
  Provider,
  ProviderOptions,
  SignInInput,
  UserinfoInput,
} from './provider-contract.ts'
export { type AuthenticationDemand, challengeOf } from './resources/authentication-demand.ts'
export { type AccessTokenFormat, isResourceUri, maxResourceLength, type ResourceDefinition } from './resources/resource.ts'
export {
  type DescribedDetail,
  type DetailPiece,
  type DetailValue,
  hasWholePlaceholders,
  pathsOfText,
} from './rich-authorization/describe-detail.ts'
export {
  type AuthorizationDetail,
  type DetailField,
  type DetailFieldKind,
  type DetailTypeDefinition,
  detailFieldKinds,
  isDetailType,
  isFieldPath,
  isListMember,
  listMembers,
  maxDetailTypeLength,
  pathsOfType,
} from './rich-authorization/detail-type.ts'
export { isKnownScope, type KnownScope, knownScopes, type ScopeDefinition } from './scopes/known-scopes.ts'
export { managementScope, mayHaveScope } from './scopes/management-scope.ts'
export { parseScope } from './scopes/parse-scope.ts'
export { type AuthenticationContext, acrValuesSupported, passwordContext } from './sessions/authentication-context.ts'
export { sessionLife } from './sessions/session-life.ts'
export type { ProviderSettings } from './settings/provider-settings.ts'
export {
  type CallerRules,
  defaultRegistrationPolicy,
  grantTypesByRule,
  type RegistrationPolicy,
  type RegistrationRules,
  type SoftwareIssuer,
} from './settings/registration-policy.ts'
export { type SpecReference, specUrl } from './spec.ts'
export { createPairwiseSecret } from './subjects/pairwise-secret.ts'
export { findSectorMistake } from './subjects/sector-checks.ts'
export { type ClientSubject, isActiveFor, isOfCredential, subjectFor } from './subjects/subject-for.ts'
export type { ManagementAccess } from './tokens/management-access.ts'
export type { PreviewedClaim, PreviewInput, TokenPreview } from './tokens/preview-tokens.ts'
export { newTraceId } from './trace/new-trace-id.ts'
export type { CheckOutcome, Trace, TraceStep } from './trace/trace.ts'
export {
  type SubjectMeaning,
  subjectMeanings,
  type TrustedIssuer,
  type TrustedIssuerId,
} from './trusted-issuers/trusted-issuer.ts'
export { type DefinedMembers, definedMembers } from './wire/defined-members.ts'
export { type Parameters, singleValues } from './wire/parameters.ts'
export { endpointPaths } from './wire/paths.ts'
