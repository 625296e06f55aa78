import type { Clock, RandomBytes } from '@latchkey/core'
import type { ManagedName, ObjectDescriber } from '@latchkey/management/stores'
import type { Caches } from '../cache/caches.ts'
import type { Storage } from '../storage.ts'
import type { Engine } from './engine.ts'
import { auditAppender } from './journal/audit-log.ts'
import { auditStore } from './journal/audit-store.ts'
import { BackgroundSealer } from './journal/background-sealer.ts'
import { revisionTable } from './journal/revisions.ts'
import { sealer } from './journal/seal.ts'
import { accountRecords } from './objects/account-records.ts'
import { blockCounts } from './objects/blocks/block-counts.ts'
import { Changer } from './objects/changer.ts'
import { clientRecords } from './objects/client-records.ts'
import { consequences } from './objects/consequences.ts'
import { objectStore } from './objects/object-store.ts'
import { ownRecords } from './objects/own-records.ts'
import { objectOwners } from './objects/owners.ts'
import { objectSearch } from './objects/query/object-search.ts'
import type { RecordTable } from './objects/record-table.ts'
import { commitRules } from './objects/rules.ts'
import { searchTables } from './objects/search-tables.ts'
import { settingsNames, settingsRecords } from './objects/settings-records.ts'
import { Views } from './objects/slot.ts'
import { objectStates } from './objects/states.ts'
import { accountAccessStore } from './stores/account-access.ts'
import { accountStore } from './stores/accounts.ts'
import { authorizationCodeStore } from './stores/authorization-codes.ts'
import { backchannelRequestStore } from './stores/backchannel-requests.ts'
import { clientStore } from './stores/clients.ts'
import { consentStore } from './stores/consents.ts'
import { deviceAuthorizationStore } from './stores/device-authorizations.ts'
import { grantTable } from './stores/grants.ts'
import { initialAccessTokenStore } from './stores/initial-access-tokens.ts'
import { logoutDeliveryTable } from './stores/logout-deliveries.ts'
import { oneTimeTokenStore } from './stores/one-time-tokens.ts'
import { postureReportStore } from './stores/posture-reports.ts'
import { pushedRequestStore } from './stores/pushed-requests.ts'
import { refreshTokenTable } from './stores/refresh-tokens.ts'
import { runtimeStore } from './stores/runtime.ts'
import { sessionClientTable } from './stores/session-clients.ts'
import { sessionTable } from './stores/sessions.ts'
import { settingsStore } from './stores/settings.ts'
import { signingKeyStore } from './stores/signing-keys.ts'
import { singleUseStore } from './stores/single-use.ts'
import { throttleStore } from './stores/throttle.ts'
import { traceStore } from './stores/traces.ts'
import { transactionStore } from './stores/transactions.ts'
import { sweeper } from './sweep.ts'
import type { VersionWatch } from './version-watch.ts'

export interface StoreParts {
  readonly engine: Engine
  readonly caches: Caches
  /** Of settings objects, by their names. */
  readonly watch: VersionWatch
  /** Of the types of managed objects, by their names. */
  readonly objectWatch: VersionWatch
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly describe: ObjectDescriber
  readonly onError: (error: unknown) => void
}

export interface Stores extends Pick<Storage, 'provider' | 'identity' | 'management' | 'sweep'> {
  readonly sealer: BackgroundSealer
}

/** All stores on one engine. */
export function createStores(parts: StoreParts): Stores {
  const { engine, caches, watch, objectWatch, clock } = parts
  const seal = sealer(engine)
  const background = new BackgroundSealer(seal, parts.onError)
  const audit = auditAppender({ engine, randomBytes: parts.randomBytes, onAppended: background.wake })
  const sessionClients = sessionClientTable(engine)
  const grants = grantTable(engine, caches, audit, sessionClients)
  const deliveries = logoutDeliveryTable(engine, parts)
  const sessions = sessionTable({ engine, caches, audit, clock, grants, sessionClients, deliveries })
  const refreshTokens = refreshTokenTable(engine, grants)

  const accounts = accountRecords(engine, caches)
  const own = ownRecords(engine)
  const all = [
    ...settingsNames.map((name) => settingsRecords(engine, watch, name)),
    clientRecords(engine, caches),
    accounts,
    ...own.tables,
  ]
  const tables: ReadonlyMap<ManagedName, RecordTable> = new Map(all.map((table) => [table.object, table]))
  const owners = objectOwners(engine)
  const states = objectStates(engine, objectWatch)
  const revisions = revisionTable(engine)
  const blocks = blockCounts(engine)
  const search = searchTables(engine, blocks)
  const views = new Views(parts.describe)
  const rules = commitRules({ accounts, own, search, views })
  const follows = consequences({ engine, caches, grants, sessions })
  const journal = { owners, states, search, blocks, revisions, audit }
  const changer = new Changer({ caches, tables, own, rules, consequences: follows, views, ...journal })
  const searched = objectSearch(engine, states, search)

  return {
    provider: {
      clients: clientStore({ engine, caches, changer, clock }),
      grants,
      codes: authorizationCodeStore({ engine, caches, grants, refreshTokens }),
      refreshTokens,
      deviceAuthorizations: deviceAuthorizationStore(engine, grants, refreshTokens),
      sessions,
      transactions: transactionStore(engine),
      consents: consentStore(engine, caches),
      signingKeys: signingKeyStore(engine),
      singleUse: singleUseStore(engine),
      initialAccessTokens: initialAccessTokenStore({ engine, own, changer }),
      logoutDeliveries: deliveries,
      pushedRequests: pushedRequestStore(engine),
      backchannelRequests: backchannelRequestStore({ engine, grants, refreshTokens, onError: parts.onError }),
      accountAccess: accountAccessStore({ engine, caches, audit, grants, sessions }),
      settings: settingsStore(engine, watch, changer),
      traces: traceStore(engine),
      postureReports: postureReportStore(engine, parts),
    },
    identity: {
      accounts: accountStore({ engine, caches, changer, records: accounts, clock }),
      throttle: throttleStore(engine),
      oneTimeTokens: oneTimeTokenStore(engine, accounts, changer),
    },
    management: {
      objects: objectStore({ engine, tables, owners, states, revisions, changer, search: searched, watch: objectWatch }),
      revisions,
      audit: auditStore(engine, audit, seal),
      runtime: runtimeStore({ engine, caches, grants, sessions }),
    },
    sweep: sweeper(engine, changer),
    sealer: background,
  }
}
