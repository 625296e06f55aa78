/* Bun's listener and nothing else, sending the bytes that Latchkey sends: what no server on Bun can be faster than. */
import { readArguments } from './answers.ts'

declare const Bun: {
  serve(options: {
    readonly hostname: string
    readonly port: number
    fetch(request: { readonly url: string }): Response
  }): unknown
}

const { port, answers } = readArguments()
const byUrl = new Map(Object.entries(answers).map(([path, answer]) => [`http://localhost:${port}${path}`, answer]))

Bun.serve({
  hostname: '127.0.0.1',
  port,
  fetch: ({ url }) => {
    const answer = byUrl.get(url)
    return answer === undefined ? new Response(null, { status: 404 }) : new Response(answer.body, answer)
  },
})
