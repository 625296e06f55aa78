import { type EffectRow, looser, neutral, stricter } from './effect-row.ts'

/** What is signed and encrypted of a client. */
export const protectionEffects: Readonly<Record<string, EffectRow>> = {
  idTokenSignedResponseAlg: ({ before, after, label }) => {
    if (after === 'none') return [looser(`sends ID tokens for client ${label} unsigned`)]
    const text = `signs ID tokens for client ${label} with ${after === null ? 'the algorithm of the provider' : String(after)}`
    return [before === 'none' ? stricter(text) : neutral(text)]
  },
  authorizationSignedResponseAlg: ({ after, label }) => [
    neutral(`signs authorization responses for client ${label} with ${after === null ? 'RS256' : String(after)}`),
  ],
  userinfoSignedResponseAlg: ({ before, after, label }) => {
    if (after === null) return [looser(`no longer signs UserInfo answers for client ${label}`)]
    const text = `signs UserInfo answers for client ${label} with ${String(after)}`
    return [before === null ? stricter(text) : neutral(text)]
  },
  idTokenEncryptedResponseAlg: encryptedWith('ID tokens'),
  idTokenEncryptedResponseEnc: contentWith('ID tokens'),
  userinfoEncryptedResponseAlg: encryptedWith('UserInfo answers'),
  userinfoEncryptedResponseEnc: contentWith('UserInfo answers'),
  authorizationEncryptedResponseAlg: encryptedWith('authorization responses'),
  authorizationEncryptedResponseEnc: contentWith('authorization responses'),
  requestObjectEncryptionAlg: acceptedWith('key'),
  requestObjectEncryptionEnc: acceptedWith('content'),
}

function encryptedWith(what: string): EffectRow {
  return ({ before, after, label }) => {
    if (after === null) return [looser(`no longer encrypts ${what} for client ${label}`)]
    const text = `encrypts ${what} for client ${label} by ${String(after)}`
    return [before === null ? stricter(text) : neutral(text)]
  }
}

function contentWith(what: string): EffectRow {
  return ({ after, label }) => [
    neutral(`encrypts the content of ${what} for client ${label} by ${after === null ? 'A128CBC-HS256' : String(after)}`),
  ]
}

function acceptedWith(part: 'key' | 'content'): EffectRow {
  return ({ after, label }) => [
    after === null
      ? looser(`accepts encrypted request objects of client ${label} whatever their ${part} encryption`)
      : stricter(`accepts encrypted request objects of client ${label} with ${part} encryption ${String(after)} only`),
  ]
}
