import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, type Browser, codeOf, type RelyingParty, Scene } from '@latchkey/testing'

interface IssuedCode {
  readonly code: string
  readonly verifier: string
}

/** What clients were told, and what they were not told because the server died first. */
class Ledger {
  /** Codes that were answered with tokens: never again. */
  readonly redeemed: IssuedCode[] = []
  /** Codes whose answer was lost. */
  readonly codesInDoubt: IssuedCode[] = []
  /** The newest refresh token of each family whose every answer arrived. */
  readonly refreshTokens: string[] = []
  /** Refresh tokens whose answer was lost. */
  readonly refreshTokensInDoubt: string[] = []
  readonly accessTokens: string[] = []
}

const kills = 10

describe('kill -9 under load', () => {
  test('ten times over, every acknowledged write is there and nothing is redeemed twice', { timeout: 300_000 }, async () => {
    await using scene = await Scene.open()
    const party = await scene.client({ isPublic: true, fields: { skipConsent: true } })
    const ledger = new Ledger()
    for (let round = 0; round < kills; round++) {
      await loadUntilKilled(scene, party, ledger)
      await scene.server.start()
      await resolveDoubts(party, ledger)
    }
    assert.ok(ledger.redeemed.length >= kills, `only ${ledger.redeemed.length} redemptions were acknowledged`)
    for (const token of ledger.accessTokens) assert.equal((await party.userinfo(token)).status, 200, 'an access token is lost')
    for (const token of ledger.refreshTokens) assert.equal((await party.refresh(token)).status, 200, 'a refresh token is lost')
    // Last, as a replay revokes what was issued from the code.
    for (const { code, verifier } of ledger.redeemed) {
      const answer = await party.redeem(code, { code_verifier: verifier })
      assert.equal(answer.body['error'], 'invalid_grant', 'a code was redeemed twice')
    }
  })
})

/** Sign-ins, redemptions and rotations of several people at once, until the process is killed in their midst. */
async function loadUntilKilled(scene: Scene, party: RelyingParty, ledger: Ledger): Promise<void> {
  let killed = false
  const person = async () => {
    const browser = scene.browser()
    while (!killed) {
      await redeemTwiceAtOnce(scene, browser, party, ledger)
      await rotate(scene, browser, party, ledger)
    }
  }
  const people = Array.from({ length: 3 }, () =>
    person().catch((error: unknown) => {
      // A connection that broke because of the kill is what this is about; everything else is a finding.
      if (error instanceof assert.AssertionError || !killed) throw error
    }),
  )
  await delay(600 + Math.random() * 700)
  killed = true
  await scene.server.kill9()
  await Promise.all(people)
}

async function newCode(scene: Scene, browser: Browser, party: RelyingParty): Promise<IssuedCode> {
  const { url, verifier } = party.begin({ scope: 'openid offline_access', prompt: 'consent' })
  return { code: codeOf(await browser.signIn(url, scene.person)), verifier }
}

async function redeemTwiceAtOnce(scene: Scene, browser: Browser, party: RelyingParty, ledger: Ledger): Promise<void> {
  const issued = await newCode(scene, browser, party)
  const redeem = () => party.redeem(issued.code, { code_verifier: issued.verifier })
  const answers = await Promise.allSettled([redeem(), redeem()])
  const won = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 200)
  assert.ok(won.length <= 1, 'a code was redeemed twice')
  if (won.length === 1) ledger.redeemed.push(issued)
  else ledger.codesInDoubt.push(issued)
  const failed = answers.find((answer) => answer.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** One family, rotated a few times; each token is used once for each answer that arrived. */
async function rotate(scene: Scene, browser: Browser, party: RelyingParty, ledger: Ledger): Promise<void> {
  const issued = await newCode(scene, browser, party)
  let answer = await party.redeem(issued.code, { code_verifier: issued.verifier })
  assert.equal(answer.status, 200)
  for (let step = 0; step < 5; step++) {
    const token = refreshToken(answer)
    ledger.accessTokens.push(String(answer.body['access_token']))
    try {
      answer = await party.refresh(token)
    } catch (error) {
      ledger.refreshTokensInDoubt.push(token)
      throw error
    }
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
  ledger.accessTokens.push(String(answer.body['access_token']))
  ledger.refreshTokens.push(refreshToken(answer))
}

/** After the restart clients ask again: what was in doubt happens once, or had happened. */
async function resolveDoubts(party: RelyingParty, ledger: Ledger): Promise<void> {
  for (const token of ledger.refreshTokensInDoubt.splice(0)) {
    const answer = await party.refresh(token)
    assert.equal(answer.status, 200, 'a refresh token whose answer was lost no longer works')
    ledger.refreshTokens.push(refreshToken(answer))
  }
  for (const { code, verifier } of ledger.codesInDoubt.splice(0)) {
    const answers = [await party.redeem(code, { code_verifier: verifier }), await party.redeem(code, { code_verifier: verifier })]
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1, 'a code was redeemed twice')
    assert.equal(answers[1]?.body['error'], 'invalid_grant')
  }
}

function refreshToken({ body }: Answer): string {
  return String(body['refresh_token'])
}
