import { render } from 'preact'
import { ManagementApi } from './api/management-api.ts'
import { App } from './app/app.tsx'

const root = document.querySelector<HTMLElement>('#console')
if (root !== null) {
  const base = root.dataset['base'] ?? ''
  const send: typeof fetch = (input, init) => fetch(input, init)
  render(<App api={new ManagementApi(base, send)} base={base} locale={document.documentElement.lang} />, root)
}
