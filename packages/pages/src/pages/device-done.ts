import type { DeviceDoneView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** Tells what became of the device's request. */
export function deviceDonePage(context: PageContext, view: DeviceDoneView): Page {
  const t = translator(context.locale)
  const title = t.text(`deviceDone.${view.outcome}`)
  const main = html`<h1>${title}</h1>
<p>${t.text(`deviceDone.${view.outcome}.text`)}</p>`
  return layout(context, t, { name: 'device-done', title, main, isFinal: true })
}
