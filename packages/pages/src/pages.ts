import { assets } from './assets/assets.ts'
import type { Pages } from './contract.ts'
import { negotiateLocale } from './i18n/negotiate-locale.ts'
import { accessPage } from './pages/access.ts'
import { accessOfClientPage } from './pages/access-of-client.ts'
import { accountPage } from './pages/account.ts'
import { checkSessionPage } from './pages/check-session.ts'
import { consentPage } from './pages/consent.ts'
import { devicePage } from './pages/device.ts'
import { deviceConfirmPage } from './pages/device-confirm.ts'
import { deviceDonePage } from './pages/device-done.ts'
import { errorPage } from './pages/error.ts'
import { formPostPage } from './pages/form-post.ts'
import { handOverPage } from './pages/hand-over.ts'
import { homePage } from './pages/home.ts'
import { loggedOutPage } from './pages/logged-out.ts'
import { loginPage } from './pages/login.ts'
import { logoutPage } from './pages/logout.ts'
import { passwordPage } from './pages/password.ts'
import { registerPage } from './pages/register.ts'
import { registerOverPage } from './pages/register-over.ts'
import { requestsPage } from './pages/requests.ts'
import { selectAccountPage } from './pages/select-account.ts'
import { sessionsPage } from './pages/sessions.ts'
import { setupPage } from './pages/setup.ts'
import { setupDonePage } from './pages/setup-done.ts'

/** All pages: a view in, a document and its policy out. Pure functions without state. */
export const pages: Pages = {
  login: loginPage,
  register: registerPage,
  registerOver: registerOverPage,
  selectAccount: selectAccountPage,
  consent: consentPage,
  error: errorPage,
  handOver: handOverPage,
  formPost: formPostPage,
  setup: setupPage,
  setupDone: setupDonePage,
  home: homePage,
  device: devicePage,
  deviceConfirm: deviceConfirmPage,
  deviceDone: deviceDonePage,
  requests: requestsPage,
  account: accountPage,
  access: accessPage,
  accessOfClient: accessOfClientPage,
  sessions: sessionsPage,
  password: passwordPage,
  logout: logoutPage,
  loggedOut: loggedOutPage,
  checkSession: checkSessionPage,
  negotiateLocale,
  assets,
}
