export type {
  ClientView,
  ConsentView,
  ErrorSituation,
  ErrorView,
  FormPostView,
  HandOverView,
  HiddenFields,
  HomeView,
  Locale,
  LoggedOutView,
  LoginView,
  LogoutView,
  Page,
  PageContext,
  Pages,
  SetupView,
} from './contract.ts'
export { pages } from './pages.ts'
