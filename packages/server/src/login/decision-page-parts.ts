import type { Provider } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Cookies } from '../http/cookies.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { CsrfProtection } from './csrf.ts'
import type { Dispatcher } from './dispatcher.ts'

/** What a page needs on which somebody who is signed in decides about a request, or goes on as somebody else. */
export interface DecisionPageParts {
  readonly provider: Pick<Provider, 'openTransaction' | 'decide' | 'endSession'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly dispatcher: Dispatcher
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly frame: PageFrame
}
