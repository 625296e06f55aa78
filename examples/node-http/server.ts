/* Latchkey in a server that has nothing but node:http. */
import { createServer } from 'node:http'
import { createLatchkey, toNodeHandler } from '@latchkey/server'

const port = Number(process.env['PORT'] ?? 3000)
const latchkey = await createLatchkey({ url: `http://localhost:${port}`, data: process.env['DATA'] ?? './data/node-http' })
const handle = toNodeHandler(latchkey)

const server = createServer((request, response) => {
  if (request.url === '/hello') response.end('This is answered by the application.')
  else void handle(request, response)
})

server.listen(port, 'localhost', () => {
  console.log(`Listening on http://localhost:${port}/`)
  if (latchkey.setupLink !== undefined) console.log(`Make the first account: ${latchkey.setupLink}`)
})

// What was answered is on disk already; this only ends cleanly.
process.once('SIGTERM', () => server.close(() => void latchkey.close()))
