import { clientHeading, clientLinks, destination, foreignName } from '../components/client.ts'
import { type FieldProblem, passwordField, usernameField } from '../components/field.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import { problemSummary } from '../components/problem.ts'
import type { LoginView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Sign-in with user name and password. Posts `username` and `password`, or `decision=deny` for Cancel. */
export function loginPage(context: PageContext, view: LoginView): Page {
  const t = translator(context.locale)
  const { client, signedInAs } = view
  const title = client === undefined ? t.text('login.headingPlain') : t.text('login.heading', { client: client.name })
  const heading = client === undefined ? title : t.rich('login.heading', { client: foreignName(client.name) })
  const problem = describeProblem(t, view)
  const hasName = view.username !== undefined && view.username !== ''
  const main = html`${clientHeading(t, heading, client)}
${client && html`<p class="muted">${t.rich('login.destination', { destination: html`<strong>${destination(t, client)}</strong>` })}</p>`}
${client && clientLinks(t, client)}
${signedInAs !== undefined && html`<p>${t.rich('login.again', { name: html`<strong>${foreignName(signedInAs)}</strong>` })}</p>`}
<form method="post" action="${context.base}/login">
${problem && problemSummary(problem.text)}
${hiddenFields(view.hidden)}
${usernameField({
  name: 'username',
  label: t.text('field.username'),
  value: view.username,
  autocomplete: 'username webauthn',
  hasFocus: problem === undefined && !hasName,
  problem: problem?.username,
})}
${passwordField(t, {
  name: 'password',
  label: t.text('field.password'),
  showLabel: t.text('password.show'),
  autocomplete: 'current-password',
  hasFocus: problem === undefined && hasName,
  problem: problem?.password,
})}
<div class="actions">
<button class="button" type="submit">${t.text('login.submit')}</button>
${client && decisionButton({ decision: 'deny', label: t.text('action.cancel'), isQuiet: true, skipsValidation: true })}
</div>
</form>
${view.registerHref !== undefined && html`<p class="muted"><a href="${view.registerHref}">${t.text('login.register')}</a></p>`}`
  return layout(context, t, { name: 'login', title, main, csp: logoPolicy(client?.logoUri), hasProblem: problem !== undefined })
}

interface LoginProblem {
  readonly text: string
  readonly username?: FieldProblem
  readonly password?: FieldProblem
}

function describeProblem(t: Translator, view: LoginView): LoginProblem | undefined {
  const { problem } = view
  if (problem === undefined) return undefined
  if (problem === 'refused') return { text: t.text('login.refused'), username: {}, password: {} }
  if (problem === 'missing_fields') {
    const password = { text: t.text('field.passwordMissing') }
    return view.username === undefined || view.username === ''
      ? { text: t.text('login.missingFields'), username: { text: t.text('field.usernameMissing') }, password }
      : { text: t.text('field.passwordMissing'), password }
  }
  return { text: t.text('login.throttled', { when: t.inSeconds(problem.retryAfter) }) }
}
