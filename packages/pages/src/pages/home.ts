import { accountNavigation } from '../components/account-navigation.ts'
import { appMark, foreignName } from '../components/client.ts'
import type { HomePersonView, HomeView, Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { findWebLink } from '../links.ts'
import { logosPolicy } from '../policy.ts'

/** The start page: for a person who is signed in their apps; what this is and where to go, for an administrator and a developer. */
export function homePage(context: PageContext, view: HomeView): Page {
  const { base } = context
  const t = translator(context.locale)
  const { person } = view
  const title = t.text(person === undefined ? 'home.heading' : 'home.apps')
  const setup = html`<div class="notice"><h2>${t.text('home.setup')}</h2>
<p>${t.rich('home.setupText', { command: html`<code>latchkey setup</code>` })}</p></div>`
  const main = html`<h1>${title}</h1>
${person === undefined ? forStrangers(base, t, view) : forPerson(t, person)}
${view.needsSetup && setup}
${person?.isAdministrator === true && forAdministrators(base, t)}
${(person === undefined || person.isAdministrator === true) && forDevelopers(base, t, view)}`
  const footer = html`<span>Latchkey · ${t.text('home.version', { version: view.version })}</span>`
  const csp = logosPolicy(person?.apps.map(({ logoUri }) => logoUri) ?? [])
  const navigation = person === undefined ? undefined : accountNavigation(context, t, 'home')
  return layout(context, t, { name: 'home', title, main, isWide: true, footer, csp, ...(navigation && { navigation }) })
}

function forAdministrators(base: string, t: Translator): Html {
  return html`<h2>${t.text('home.administration')}</h2>
<p><a href="${base}/admin">${t.text('home.console')}</a></p>`
}

/** How an app is connected: of no use to who only uses apps. */
function forDevelopers(base: string, t: Translator, view: HomeView): Html {
  const steps = html`<ol>
<li>${t.rich('home.connectRegister', { command: html`<code class="command">latchkey client create</code>` })}</li>
<li>${t.text('home.connectConfigure')}</li>
</ol>`
  return html`<h2>${t.text(view.person === undefined ? 'home.addresses' : 'home.connect')}</h2>
${view.person !== undefined && steps}
<dl class="facts">
<div><dt>${t.text('home.issuer')}</dt><dd><code class="copyable">${view.issuer}</code></dd></div>
<div><dt>${t.text('home.discovery')}</dt><dd><a href="${base}/.well-known/openid-configuration"><code>/.well-known/openid-configuration</code></a></dd></div>
<div><dt>${t.text('home.keys')}</dt><dd><a href="${base}/auth/jwks.json"><code>/auth/jwks.json</code></a></dd></div>
</dl>`
}

function forStrangers(base: string, t: Translator, { needsSetup }: HomeView): Html {
  return html`<p>${t.text('home.what')}</p>
<p>${t.text('home.person')}</p>
${!needsSetup && html`<p><a href="${base}/login?next=home">${t.text('home.signIn')}</a></p>`}`
}

function forPerson(t: Translator, { name, apps, firstHref, nextHref }: HomePersonView): Html {
  const items = apps.map((app) => html`<li>${appLink(app)}</li>`)
  const further = [
    firstHref !== undefined && html`<li><a href="${firstHref}">${t.text('home.firstApps')}</a></li>`,
    nextHref !== undefined && html`<li><a href="${nextHref}" rel="next">${t.text('home.moreApps')}</a></li>`,
  ].filter((item) => item !== false)
  return html`<p>${t.rich('home.signedInAs', { name: html`<strong>${foreignName(name)}</strong>` })}</p>
${apps.length === 0 ? html`<p>${t.text('home.noApps')}</p>` : html`<ul class="apps">${items}</ul>`}
${further.length > 0 && html`<nav aria-label="${t.text('home.apps')}"><ul class="links">${further}</ul></nav>`}`
}

function appLink({ name, href, logoUri }: HomePersonView['apps'][number]): Html {
  const target = findWebLink(href)
  if (target === undefined) throw new TypeError('an app begins at an address that is none of the web')
  return html`<a href="${target}">${appMark(name, logoUri)}<span>${foreignName(name)}</span></a>`
}
