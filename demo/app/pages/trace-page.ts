import { html } from 'hono/html'
import type { Markup } from '../answer.ts'
import { layout } from './layout.ts'

/** What the provider recorded of this sign-in, as its command line prints it. */
export function tracePage(traceId: string, printed: string): Markup {
  return layout(
    'Trace: Sample application',
    html`<section>
<h2>What Latchkey checked</h2>
<p class="note">Printed by <code>latchkey trace ${traceId}</code></p>
<pre>${printed}</pre>
<p><a href="/">Back</a></p>
</section>`,
  )
}
