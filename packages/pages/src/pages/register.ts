import { clientHeading, clientLinks, destination, foreignName } from '../components/client.ts'
import { emailField, type FieldProblem, nameField, passwordField, usernameField } from '../components/field.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import { problemSummary } from '../components/problem.ts'
import type { Page, PageContext, RegisterProblem, RegisterView } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { MessageKey } from '../i18n/messages.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

type NamedProblem = Exclude<RegisterProblem, object>
type FieldName = 'username' | 'name' | 'password' | 'password_repeat'

/** What is said for each problem, and at which field. */
const problems = {
  missing_fields: { message: 'register.missingFields', field: undefined },
  username_invalid: { message: 'register.usernameInvalid', field: 'username' },
  email_invalid: { message: 'register.emailInvalid', field: 'username' },
  email_domain: { message: 'register.emailDomain', field: 'username' },
  name_invalid: { message: 'register.nameInvalid', field: 'name' },
  username_taken: { message: 'register.taken', field: 'username' },
  password_short: { message: 'setup.passwordShort', field: 'password' },
  password_long: { message: 'setup.passwordLong', field: 'password' },
  password_mismatch: { message: 'setup.passwordMismatch', field: 'password_repeat' },
} as const satisfies Readonly<Record<NamedProblem, { readonly message: MessageKey; readonly field: FieldName | undefined }>>

/**
 * Creates an account for the person in front of the browser. Posts `username`, `name` if it is asked for, `password` and
 * `password_repeat`, or `decision=deny` for Cancel.
 */
export function registerPage(context: PageContext, view: RegisterView): Page {
  const t = translator(context.locale)
  const { client, signedInAs, problem } = view
  const title = t.text('register.heading', { client: client.name })
  const heading = t.rich('register.heading', { client: foreignName(client.name) })
  const main = html`${clientHeading(t, heading, client)}
<p class="muted">${t.rich('login.destination', { destination: html`<strong>${destination(t, client)}</strong>` })}</p>
${clientLinks(t, client)}
${signedInAs !== undefined && html`<p>${t.rich('register.another', { name: html`<strong>${foreignName(signedInAs)}</strong>` })}</p>`}
${view.needsApproval && html`<p>${t.text('register.needsApproval')}</p>`}
<p><a href="${view.loginHref}">${t.text('register.login')}</a></p>
<form method="post" action="${context.base}/register">
${problem !== undefined && summary(t, problem)}
${hiddenFields(view.hidden)}
${fields(t, view)}
<div class="actions">
<button class="button" type="submit">${t.text('register.submit')}</button>
${decisionButton({ decision: 'deny', label: t.text('action.cancel'), isQuiet: true, skipsValidation: true })}
</div>
</form>`
  const hasProblem = problem !== undefined
  return layout(context, t, { name: 'register', title, main, csp: logoPolicy(client.logoUri), hasProblem })
}

function summary(t: Translator, problem: RegisterProblem): Html {
  if (typeof problem === 'object') {
    return problemSummary(t.text('register.throttled', { when: t.inSeconds(problem.retryAfter) }))
  }
  const { message, field } = problems[problem]
  return problemSummary(t.text(message), field)
}

function fields(t: Translator, view: RegisterView): Html {
  const { problem, domains } = view
  const row = typeof problem === 'string' ? problems[problem] : undefined
  const problemAt = (name: FieldName): { readonly problem: FieldProblem | undefined } => ({
    problem: row?.field === name ? { text: t.text(row.message) } : undefined,
  })
  const hasFocus = problem === undefined
  const loginName =
    view.loginName === 'email'
      ? emailField({
          name: 'username',
          label: t.text('field.email'),
          value: view.username,
          hasFocus: hasFocus && !view.asksName,
          hint: domains === undefined ? undefined : t.text('register.domains', { domains: domains.join(', ') }),
          ...problemAt('username'),
        })
      : usernameField({
          name: 'username',
          label: t.text('field.username'),
          value: view.username,
          autocomplete: 'username',
          hasFocus: hasFocus && !view.asksName,
          hint: t.text('register.usernameHint'),
          ...problemAt('username'),
        })
  return html`${view.asksName && nameField({ name: 'name', label: t.text('field.name'), value: view.name, hasFocus, ...problemAt('name') })}
${loginName}
${passwordField(t, {
  name: 'password',
  label: t.text('field.password'),
  showLabel: t.text('password.show'),
  autocomplete: 'new-password',
  hasFocus: false,
  hint: t.text('password.length', { min: String(view.passwordLength.min) }),
  ...problemAt('password'),
})}
${passwordField(t, {
  name: 'password_repeat',
  label: t.text('field.passwordRepeat'),
  showLabel: t.text('password.showRepeat'),
  autocomplete: 'new-password',
  hasFocus: false,
  ...problemAt('password_repeat'),
})}`
}
