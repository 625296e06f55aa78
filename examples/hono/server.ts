/* A Hono application with sign-in of its own: the issuer is a path of it. */
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { createLatchkey } from '@latchkey/server'
import { type Context, Hono } from 'hono'

const port = Number(process.env['PORT'] ?? 3000)
const latchkey = await createLatchkey({ url: `http://localhost:${port}/id`, data: process.env['DATA'] ?? './data/hono' })

const app = new Hono()
const signIn = (c: Context) => latchkey.fetch(c.req.raw, { remoteAddress: getConnInfo(c).remote.address ?? '' })

app.get('/', (c) => c.text(`This is the application. Accounts are at ${latchkey.issuer}/`))
app.all('/id/*', signIn)
// RFC 8414 puts the path of an issuer behind the well-known name.
app.all('/.well-known/:document/id', signIn)

serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => {
  console.log(`Listening on http://localhost:${port}/`)
  if (latchkey.setupLink !== undefined) console.log(`Make the first account: ${latchkey.setupLink}`)
})
