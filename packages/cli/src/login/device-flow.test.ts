import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { waitForLogin } from './device-flow.ts'

/** Waits without waiting, and keeps how long it would have been. */
async function poll(errors: readonly string[], expiresAt = 1_000_000) {
  const waiting = [...errors]
  const server = createServer((request, response) => {
    request.resume()
    const error = waiting.shift()
    response.statusCode = error === undefined ? 200 : 400
    response.end(JSON.stringify(error === undefined ? { access_token: 'at', expires_in: 10 } : { error }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  let now = 0
  const waits: number[] = []
  try {
    const login = await waitForLogin(
      { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, isInsecure: false, now: () => now },
      { deviceCode: 'dc', userCode: 'uc', verificationUri: 'https://id.example', expiresAt, interval: 5_000 },
      async (milliseconds) => {
        waits.push(milliseconds)
        now += milliseconds
      },
    )
    return { login, waits }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('RFC8628-3.5 slow_down makes all further waits five seconds longer', async () => {
  const { login, waits } = await poll(['authorization_pending', 'slow_down', 'authorization_pending', 'slow_down'])
  assert.deepEqual(waits, [5_000, 5_000, 10_000, 10_000, 15_000])
  assert.deepEqual(login, { accessToken: 'at', expiresAt: 55_000 })
})

test('polling stops when the code has run out', async () => {
  const forever = Array.from({ length: 50 }, () => 'authorization_pending')
  await assert.rejects(poll(forever, 20_000), /nobody entered the code in time/)
})
