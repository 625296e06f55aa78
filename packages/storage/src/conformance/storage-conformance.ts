import { describe } from 'node:test'
import { accountAccessConformance } from './account-access.ts'
import { accountConformance } from './accounts.ts'
import { auditConformance } from './audit.ts'
import { authorizationCodeConformance } from './authorization-codes.ts'
import { backchannelRequestConformance } from './backchannel-requests.ts'
import { clientOriginConformance } from './client-origins.ts'
import { clientConformance } from './clients.ts'
import { consentConformance } from './consents.ts'
import { databaseConformance } from './database.ts'
import { deviceAuthorizationConformance } from './device-authorizations.ts'
import { grantConformance } from './grants.ts'
import { oneTimeTokenConformance, throttleConformance } from './guessing.ts'
import { initialAccessTokenConformance } from './initial-access-tokens.ts'
import { listConformance } from './lists.ts'
import { logoutDeliveryConformance } from './logout-deliveries.ts'
import { managedObjectConformance } from './managed-objects.ts'
import type { CreateDatabase } from './nodes.ts'
import { objectBeginningConformance } from './object-beginnings.ts'
import { objectBlockConformance } from './object-blocks.ts'
import { objectChangeConformance } from './object-changes.ts'
import { objectQueryConformance } from './object-query.ts'
import { objectRuleConformance } from './object-rules.ts'
import { postureReportConformance } from './posture-reports.ts'
import { pushedRequestConformance } from './pushed-requests.ts'
import { refreshTokenConformance } from './refresh-tokens.ts'
import { revisionConformance } from './revisions.ts'
import { runtimeConformance } from './runtime.ts'
import { sessionConformance } from './sessions.ts'
import { settingsConformance } from './settings.ts'
import { signingKeyConformance } from './signing-keys.ts'
import { singleUseConformance } from './single-use.ts'
import { traceConformance } from './traces.ts'
import { transactionConformance } from './transactions.ts'
import { vouchedGrantConformance } from './vouched-grants.ts'

export type { CreateDatabase, TestDatabase } from './nodes.ts'
export { plainDescriber } from './plain-describer.ts'

/**
 * Declares the tests of the store contracts for one kind of database; every sentence of a contract is one of them.
 * @param create makes a new, empty database; the suite opens each twice, as two nodes would
 */
export function storageConformance(name: string, create: CreateDatabase): void {
  describe(name, () => {
    databaseConformance(create)
    clientConformance(create)
    clientOriginConformance(create)
    grantConformance(create)
    vouchedGrantConformance(create)
    authorizationCodeConformance(create)
    refreshTokenConformance(create)
    deviceAuthorizationConformance(create)
    backchannelRequestConformance(create)
    sessionConformance(create)
    transactionConformance(create)
    accountAccessConformance(create)
    consentConformance(create)
    signingKeyConformance(create)
    settingsConformance(create)
    traceConformance(create)
    accountConformance(create)
    listConformance(create)
    throttleConformance(create)
    oneTimeTokenConformance(create)
    singleUseConformance(create)
    initialAccessTokenConformance(create)
    logoutDeliveryConformance(create)
    pushedRequestConformance(create)
    postureReportConformance(create)
    managedObjectConformance(create)
    objectRuleConformance(create)
    revisionConformance(create)
    objectChangeConformance(create)
    auditConformance(create)
    runtimeConformance(create)
    objectQueryConformance(create)
    objectBeginningConformance(create)
    objectBlockConformance(create)
  })
}
