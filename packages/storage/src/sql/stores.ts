import type { Clock } from '@latchkey/core'
import type { Caches } from '../cache/caches.ts'
import type { Storage } from '../storage.ts'
import type { Engine } from './engine.ts'
import type { SettingsWatch } from './settings-watch.ts'
import { accountTable } from './stores/accounts.ts'
import { authorizationCodeStore } from './stores/authorization-codes.ts'
import { clientTable } from './stores/clients.ts'
import { consentStore } from './stores/consents.ts'
import { deviceAuthorizationStore } from './stores/device-authorizations.ts'
import { grantTable } from './stores/grants.ts'
import { oneTimeTokenStore } from './stores/one-time-tokens.ts'
import { refreshTokenTable } from './stores/refresh-tokens.ts'
import { sessionStore } from './stores/sessions.ts'
import { settingsStore } from './stores/settings.ts'
import { signingKeyStore } from './stores/signing-keys.ts'
import { throttleStore } from './stores/throttle.ts'
import { traceStore } from './stores/traces.ts'
import { transactionStore } from './stores/transactions.ts'
import { sweeper } from './sweep.ts'

export interface StoreParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly watch: SettingsWatch
  readonly clock: Clock
}

/** All stores on one engine. */
export function createStores({ engine, caches, watch, clock }: StoreParts): Pick<Storage, 'provider' | 'identity' | 'sweep'> {
  const grants = grantTable(engine, caches)
  const refreshTokens = refreshTokenTable(engine, grants)
  const clients = clientTable(engine, caches, grants, clock)
  const accounts = accountTable(engine, caches)
  return {
    provider: {
      clients,
      grants,
      codes: authorizationCodeStore(engine, grants, refreshTokens),
      refreshTokens,
      deviceAuthorizations: deviceAuthorizationStore(engine, grants, refreshTokens),
      sessions: sessionStore(engine, caches),
      transactions: transactionStore(engine),
      consents: consentStore(engine, caches),
      signingKeys: signingKeyStore(engine),
      settings: settingsStore(engine, watch),
      traces: traceStore(engine),
    },
    identity: {
      accounts,
      throttle: throttleStore(engine),
      oneTimeTokens: oneTimeTokenStore(engine, accounts),
    },
    sweep: sweeper(engine, clients),
  }
}
