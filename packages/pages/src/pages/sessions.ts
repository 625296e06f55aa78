import type { SessionsView } from '../account-views.ts'
import { accountNavigation } from '../components/account-navigation.ts'
import { foreignName } from '../components/client.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import type { Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** Where somebody is signed in. Posts `session` with the id of the one to be ended, or `decision=others`. */
export function sessionsPage(context: PageContext, view: SessionsView): Page {
  const { base } = context
  const t = translator(context.locale)
  const { sessions, ended } = view
  const title = t.text('sessions.heading')
  const hasOthers = sessions.some(({ isThis }) => !isThis)
  const main = html`<h1>${title}</h1>
${ended !== undefined && html`<div class="notice" role="status"><p>${sentenceOf(t, ended)}</p></div>`}
<p>${t.text('sessions.intro')} <a href="${base}/account/password">${t.text('account.password')}</a></p>
<form method="post" action="${base}/account/sessions">
${hiddenFields(view.hidden)}
<ul class="details sessions">${sessions.map((session) => entry(base, t, session))}</ul>
${
  hasOthers
    ? html`<div class="actions">${decisionButton({ decision: 'others', label: t.text('sessions.endOthers') })}</div>`
    : html`<p>${t.text('sessions.onlyThis')}</p>`
}
</form>`
  return layout(context, t, {
    ...{ name: 'sessions', title, main, isWide: true },
    navigation: accountNavigation(context, t, 'sessions'),
    isFinal: ended !== undefined,
  })
}

function sentenceOf(t: Translator, ended: number): string {
  if (ended === 0) return t.text('sessions.endedNone')
  return ended === 1 ? t.text('sessions.endedOne') : t.text('sessions.endedMany', { count: String(ended) })
}

function entry(base: string, t: Translator, session: SessionsView['sessions'][number]): Html {
  const { sessionId, isThis, since, authTime, expiresAt, address } = session
  const label = t.text('sessions.endOf', { time: t.time(since) })
  const end = isThis
    ? html`<a href="${base}/logout">${t.text('sessions.end')}</a>`
    : html`<button class="link-button" type="submit" name="session" value="${sessionId}" aria-label="${label}">${t.text('sessions.end')}</button>`
  return html`<li><h2>${t.text(isThis ? 'sessions.this' : 'sessions.other')}</h2>
<dl class="facts">
<div><dt>${t.text('sessions.since')}</dt><dd>${t.time(since)}</dd></div>
${authTime > since && html`<div><dt>${t.text('sessions.last')}</dt><dd>${t.time(authTime)}</dd></div>`}
${address !== undefined && html`<div><dt>${t.text('sessions.from')}</dt><dd>${foreignName(address)}</dd></div>`}
<div><dt>${t.text('sessions.until')}</dt><dd>${t.time(expiresAt)}</dd></div>
</dl>
${end}</li>`
}
