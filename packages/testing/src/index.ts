export {
  Browser,
  type Credentials,
  type Departure,
  expectDeparture,
  expectPage,
  type Submission,
  type Visit,
} from './browser/browser.ts'
export { CookieJar } from './browser/cookie-jar.ts'
export { type Field, type Form, type Page, parsePage } from './browser/page.ts'
export { expectErrorPage, expectJsonError, expectRedirectError } from './expect/expect-refusal.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { everyClaim, profileClaims } from './fixtures/person.ts'
export { type Fetch, fetchTrusting, plainFetch } from './http/https-fetch.ts'
export { makeCertificate, type TestCertificate } from './process/certificate.ts'
export {
  type CertificateRequest,
  type ClientIdentity,
  selfSignedIdentity,
  TestAuthority,
} from './process/certificate-authority.ts'
export { Child, type Finished } from './process/child.ts'
export { createDatabase, type DatabaseKind, type TestDatabase, testDatabaseKind } from './process/database.ts'
export { freePort } from './process/free-port.ts'
export { repositoryRoot } from './process/repository-root.ts'
export { rowCounts } from './process/row-counts.ts'
export { executableOf, type Runtime, testRuntime } from './process/runtime.ts'
export { administrator, type ServerOptions, startServer, TestServer } from './process/start-server.ts'
export { type TemporaryFolder, temporaryFolder } from './process/temporary-folder.ts'
export { waitUntil } from './process/wait-until.ts'
export { assertionType, type HeldKey, KeyHolder } from './relying-party/key-holder.ts'
export {
  type Answer,
  basic,
  challengeOf,
  codeOf,
  type Overrides,
  type PendingSignIn,
  RelyingParty,
  type RelyingPartyOptions,
  readAnswer,
  responseOf,
  type SignedIn,
  type Tokens,
} from './relying-party/relying-party.ts'
export { CertificateScene } from './scene/certificate-scene.ts'
export { type ClientOptions, Scene } from './scene/scene.ts'
export { createAccount, createClient } from './scene/seed.ts'
export { type TestProvider, testProvider } from './scene/test-provider.ts'
