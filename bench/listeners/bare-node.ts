/* `node:http` and nothing else, sending the bytes that Latchkey sends: what no server on Node can be faster than. */
import { createServer } from 'node:http'
import { readArguments } from './answers.ts'

const { port, answers } = readArguments()
const byUrl = new Map(
  Object.entries(answers).map(([path, { body, headers, status }]) => [
    path,
    { status, body, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
  ]),
)

createServer((request, response) => {
  const answer = byUrl.get(request.url ?? '')
  if (answer === undefined) response.writeHead(404).end()
  else response.writeHead(answer.status, answer.headers).end(answer.body)
}).listen(port, '127.0.0.1')
