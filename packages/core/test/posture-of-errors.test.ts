import { test } from 'node:test'
import { BrowserSteps, expectShown } from './browser-steps.ts'

test('a broken request object is told to the person where the redirect URI outside of it breaks a rule of the server', async () => {
  const redirectUri = 'http://rp.example/callback'
  await using steps = await BrowserSteps.open({ redirectUris: [redirectUri] })
  const broken = { redirect_uri: redirectUri, request: 'no.request.object' }
  const before = await steps.authorize(broken)
  steps.test.secure({ postures: { 'redirect-uri-https': 'enforce' } })
  const after = await steps.authorize(broken)
  expectShown(after, 'invalid_request_object', 'request_object_malformed')
  if (before.kind !== 'respond') throw new Error(`without the rule the client is told, not ${before.kind}`)
})
