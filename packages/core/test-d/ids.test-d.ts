import type { ClientId, Digest, GrantId, Secret, SessionId, Subject } from '@latchkey/core'

declare const code: Secret<'authorizationCode'>
declare const digest: Digest
declare const grantId: GrantId
declare const clientId: ClientId
declare const text: string

const readable: string = code

// @ts-expect-error a code is no refresh token
const refreshToken: Secret<'refreshToken'> = code
// @ts-expect-error a secret is not stored in the clear
const stored: Digest = code
// @ts-expect-error a digest comes from hashing, not from any text
const unhashed: Digest = text
// @ts-expect-error a grant is no session
const sessionId: SessionId = grantId
// @ts-expect-error a client is no subject, though both are texts
const subject: Subject = clientId
// @ts-expect-error what comes from outside has to be parsed first
const parsed: ClientId = text

export { digest, parsed, readable, refreshToken, sessionId, stored, subject, unhashed }
