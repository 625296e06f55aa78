import { type FieldProblem, passwordField, usernameField } from '../components/field.ts'
import { hiddenFields } from '../components/form.ts'
import { problemSummary } from '../components/problem.ts'
import type { Page, PageContext, SetupView } from '../contract.ts'
import { html } from '../html.ts'
import type { MessageKey } from '../i18n/messages.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

type Problem = NonNullable<SetupView['problem']>
type FieldName = 'username' | 'password' | 'password_repeat'

/** What is said for each problem, and at which field. */
const problems: Readonly<Record<Problem, { readonly message: MessageKey & `setup.${string}`; readonly field?: FieldName }>> = {
  refused: { message: 'setup.refused' },
  missing_fields: { message: 'setup.missingFields' },
  password_short: { message: 'setup.passwordShort', field: 'password' },
  password_long: { message: 'setup.passwordLong', field: 'password' },
  password_mismatch: { message: 'setup.passwordMismatch', field: 'password_repeat' },
  username_taken: { message: 'setup.usernameTaken', field: 'username' },
}

/** Creates the first administrator. Posts `username`, `password` and `password_repeat`. */
export function setupPage(context: PageContext, view: SetupView): Page {
  const t = translator(context.locale)
  const title = t.text('setup.heading')
  const problem = view.problem === undefined ? undefined : problems[view.problem]
  if (view.problem === 'refused') return refusedPage(context, t)
  const main = html`<h1>${title}</h1>
<p class="muted">${t.text('setup.intro')}</p>
<form method="post" action="${context.base}/setup">
${problem && problemSummary(t.text(problem.message), problem.field)}
${hiddenFields(view.hidden)}
${fields(t, view)}
<div class="actions"><button class="button" type="submit">${t.text('setup.submit')}</button></div>
</form>`
  return layout(context, t, { name: 'setup', title, main, hasProblem: problem !== undefined })
}

/** The link is dead: no form, as nothing typed into it could succeed. */
function refusedPage(context: PageContext, t: Translator): Page {
  const title = t.text('setup.heading')
  const main = html`<h1>${title}</h1>
${problemSummary(t.text('setup.refused'))}
<p><a href="${context.base}/">${t.text('action.home')}</a></p>`
  return layout(context, t, { name: 'setup', title, main, hasProblem: true })
}

function fields(t: Translator, view: SetupView) {
  const problemAt = (name: FieldName): FieldProblem | undefined => {
    const problem = view.problem === undefined ? undefined : problems[view.problem]
    return problem?.field === name ? { text: t.text(problem.message) } : undefined
  }
  const hint = view.passwordLength === undefined ? undefined : t.text('password.length', { min: String(view.passwordLength.min) })
  return html`${usernameField({
    name: 'username',
    label: t.text('field.username'),
    value: view.username,
    autocomplete: 'username',
    hasFocus: view.problem === undefined,
    problem: problemAt('username'),
  })}
${passwordField(t, {
  name: 'password',
  label: t.text('field.password'),
  showLabel: t.text('password.show'),
  autocomplete: 'new-password',
  hasFocus: false,
  hint,
  problem: problemAt('password'),
})}
${passwordField(t, {
  name: 'password_repeat',
  label: t.text('field.passwordRepeat'),
  showLabel: t.text('password.showRepeat'),
  autocomplete: 'new-password',
  hasFocus: false,
  problem: problemAt('password_repeat'),
})}`
}
