import { render } from 'preact'
import { ManagementApi } from './api/management-api.ts'
import { App } from './app/app.tsx'
import { Elsewhere } from './app/elsewhere.tsx'

const root = document.querySelector<HTMLElement>('#console')
if (root !== null) {
  const base = root.dataset['base'] ?? ''
  const send: typeof fetch = (input, init) => fetch(input, init)
  const issuer = root.dataset['issuer'] ?? ''
  const locale = document.documentElement.lang
  // By another name of the host the server would take what is sent for that of another page.
  const isElsewhere = new URL(issuer).origin !== location.origin
  const app = isElsewhere ? (
    <Elsewhere issuer={issuer} locale={locale} />
  ) : (
    <App api={new ManagementApi(base, send)} {...{ base, locale }} />
  )
  render(app, root)
  // A page that the browser kept, and shows again on the way back, is of whoever was signed in when it was left.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}
