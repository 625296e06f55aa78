import { textField } from '../components/field.ts'
import { hiddenFields } from '../components/form.ts'
import { problemSummary } from '../components/problem.ts'
import type { DeviceView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** Asks for the code that a device shows. Posts `user_code`; a prefilled code confirms nothing by itself. */
export function devicePage(context: PageContext, view: DeviceView): Page {
  const t = translator(context.locale)
  const title = t.text('device.heading')
  const problem = describeProblem(t, view)
  const main = html`<h1>${title}</h1>
<p>${t.text('device.intro')}</p>
<form method="post" action="${context.base}/device">
${problem !== undefined && problemSummary(problem, 'user_code')}
${hiddenFields(view.hidden)}
${textField({
  name: 'user_code',
  label: t.text('field.userCode'),
  hint: t.text('device.hint'),
  value: view.userCode,
  hasFocus: problem === undefined,
  problem: problem === undefined ? undefined : {},
})}
<div class="actions"><button class="button" type="submit">${t.text('device.submit')}</button></div>
</form>`
  return layout(context, t, { name: 'device', title, main, hasProblem: problem !== undefined })
}

function describeProblem(t: Translator, { problem }: DeviceView): string | undefined {
  if (problem === undefined) return undefined
  if (problem === 'unknown') return t.text('device.unknown')
  return t.text('device.throttled', { when: t.inSeconds(problem.retryAfter) })
}
