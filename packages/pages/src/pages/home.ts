import type { HomeView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** The start page: what this is and where to go, for a person, an administrator and a developer. */
export function homePage(context: PageContext, view: HomeView): Page {
  const { base } = context
  const t = translator(context.locale)
  const title = t.text('home.heading')
  const setup = html`<div class="notice"><h2>${t.text('home.setup')}</h2>
<p>${t.rich('home.setupText', { command: html`<code>latchkey setup</code>` })}</p></div>`
  const main = html`<h1>${title}</h1>
<p>${t.text('home.what')}</p>
<p>${t.text('home.person')}</p>
${view.needsSetup && setup}
<h2>${t.text('home.connect')}</h2>
<ol>
<li>${t.rich('home.connectRegister', { command: html`<code class="command">latchkey client create</code>` })}</li>
<li>${t.text('home.connectConfigure')}</li>
</ol>
<dl class="facts">
<div><dt>${t.text('home.issuer')}</dt><dd><code class="copyable">${view.issuer}</code></dd></div>
<div><dt>${t.text('home.discovery')}</dt><dd><a href="${base}/.well-known/openid-configuration"><code>/.well-known/openid-configuration</code></a></dd></div>
<div><dt>${t.text('home.keys')}</dt><dd><a href="${base}/auth/jwks.json"><code>/auth/jwks.json</code></a></dd></div>
</dl>`
  const footer = html`<span>Latchkey · ${t.text('home.version', { version: view.version })}</span>`
  return layout(context, t, { name: 'home', title, main, isWide: true, footer })
}
