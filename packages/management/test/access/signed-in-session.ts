import type { ClientId, GrantId, Session, TraceId } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { AccessKit } from './access-kit.ts'

/** A session with a grant, as after a sign-in. */
export async function signedInSession(kit: AccessKit, { accountId, subject }: Account): Promise<Session> {
  const text = `cookie of ${accountId}`
  const times = { createdAt: kit.now, expiresAt: kit.now + 60_000 }
  const signedIn: Session = {
    sessionId: `ses_${accountId}`,
    digest: kit.crypto.digest(text),
    accountId,
    subject,
    authTime: kit.now,
    acr: '1',
    amr: ['pwd'],
    ...times,
  }
  await kit.storage.provider.sessions.insert(signedIn)
  const clientId = 'rp' as ClientId
  const digest = kit.crypto.digest(`code of ${accountId}`)
  const grant = {
    grantId: grantIdOf(signedIn),
    traceId: `trc_${accountId}` as TraceId,
    clientId,
    accountId,
    subject,
    sessionId: signedIn.sessionId,
    scopes: ['openid'],
    authTime: kit.now,
    acr: '1',
    amr: ['pwd'],
    authTimeRequested: false,
    ...times,
  }
  const { codes } = kit.storage.provider
  const redirect = { redirectUri: 'https://rp.example', redirectUriRequested: true, failedRedemptions: 0 }
  await codes.insert({ digest, grant, ...redirect, expiresAt: times.expiresAt })
  await codes.redeem({ digest, now: kit.now, grant })
  return signedIn
}

export function grantIdOf({ accountId }: Session): GrantId {
  return `gra_${accountId}`
}
