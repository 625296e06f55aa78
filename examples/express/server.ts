/* An Express application that is also its own identity provider. */
import { createLatchkey, toNodeHandler } from '@latchkey/server'
import express from 'express'

const port = Number(process.env['PORT'] ?? 3000)
const latchkey = await createLatchkey({ url: `http://localhost:${port}`, data: process.env['DATA'] ?? './data/express' })

const app = express()

// Whoever comes with an access token is asked for at userinfo, in process.
app.get('/hello', async (request, response) => {
  const headers = { authorization: request.headers.authorization ?? '' }
  const userinfo = await latchkey.fetch(new Request(`${latchkey.issuer}/auth/userinfo`, { headers }))
  if (!userinfo.ok) response.status(401).send('Sign in first')
  else response.send(`Hello, ${(await userinfo.json()).preferred_username}`)
})
app.use(toNodeHandler(latchkey))

app.listen(port, 'localhost', () => {
  console.log(`Listening on http://localhost:${port}/`)
  if (latchkey.setupLink !== undefined) console.log(`Make the first account: ${latchkey.setupLink}`)
})
