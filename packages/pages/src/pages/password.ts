import type { PasswordView } from '../account-views.ts'
import { accountNavigation } from '../components/account-navigation.ts'
import { type FieldProblem, passwordField } from '../components/field.ts'
import { hiddenFields } from '../components/form.ts'
import { problemSummary } from '../components/problem.ts'
import type { Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { MessageKey } from '../i18n/messages.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

type FieldName = 'current' | 'password' | 'password_repeat'
type Problem = Extract<NonNullable<PasswordView['problem']>, string>

/** What is said for each problem, and at which field. */
const problems: Readonly<
  Record<Problem, { readonly message: MessageKey & (`newPassword.${string}` | `setup.${string}`); readonly field?: FieldName }>
> = {
  missing_fields: { message: 'newPassword.missingFields' },
  refused: { message: 'newPassword.refused', field: 'current' },
  forbidden: { message: 'newPassword.forbidden' },
  password_short: { message: 'setup.passwordShort', field: 'password' },
  password_long: { message: 'setup.passwordLong', field: 'password' },
  password_mismatch: { message: 'setup.passwordMismatch', field: 'password_repeat' },
}

/** Changes the password. Posts `current`, `password` and `password_repeat`. */
export function passwordPage(context: PageContext, view: PasswordView): Page {
  const t = translator(context.locale)
  const title = t.text('newPassword.heading')
  const problem = problemOf(t, view)
  const form = html`<p>${t.text('newPassword.intro')}</p>
<form method="post" action="${context.base}/account/password">
${problem && problemSummary(problem.text, problem.field)}
${hiddenFields(view.hidden)}
<input type="text" name="username" value="${view.username}" autocomplete="username" readonly hidden>
${fields(t, view, problem)}
<div class="actions"><button class="button" type="submit">${t.text('newPassword.submit')}</button></div>
</form>`
  const main = html`<h1>${title}</h1>
${view.problem === 'forbidden' ? problemSummary(t.text('newPassword.forbidden')) : form}
<p><a href="${context.base}/account">${t.text('account.heading')}</a></p>`
  const navigation = accountNavigation(context, t, 'account')
  return layout(context, t, { name: 'password', title, main, navigation, hasProblem: problem !== undefined })
}

interface ShownProblem {
  readonly text: string
  readonly field?: FieldName
}

function problemOf(t: Translator, { problem }: PasswordView): ShownProblem | undefined {
  if (problem === undefined) return undefined
  if (typeof problem === 'object') return { text: t.text('login.throttled', { when: t.inSeconds(problem.retryAfter) }) }
  const { message, field } = problems[problem]
  return { text: t.text(message), ...(field !== undefined && { field }) }
}

function fields(t: Translator, { passwordLength }: PasswordView, problem: ShownProblem | undefined): Html {
  const problemAt = (name: FieldName): FieldProblem | undefined => (problem?.field === name ? { text: problem.text } : undefined)
  return html`${passwordField(t, {
    name: 'current',
    label: t.text('newPassword.current'),
    showLabel: t.text('newPassword.showCurrent'),
    autocomplete: 'current-password',
    hasFocus: problem === undefined,
    problem: problemAt('current'),
  })}
${passwordField(t, {
  name: 'password',
  label: t.text('newPassword.next'),
  showLabel: t.text('newPassword.showNext'),
  autocomplete: 'new-password',
  hasFocus: false,
  hint: t.text('password.length', { min: String(passwordLength.min) }),
  problem: problemAt('password'),
})}
${passwordField(t, {
  name: 'password_repeat',
  label: t.text('newPassword.nextAgain'),
  showLabel: t.text('newPassword.showNextAgain'),
  autocomplete: 'new-password',
  hasFocus: false,
  problem: problemAt('password_repeat'),
})}`
}
