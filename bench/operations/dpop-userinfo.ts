import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto'
import type { Person, Target } from '../target.ts'
import type { Operation } from './operation.ts'
import { getRequest } from './request.ts'

/** Userinfo with an opaque access token that is bound to a key, and a new proof of it each time; every answer must be this person's claims. */
export const dpopUserinfo: Operation = {
  name: 'dpop-userinfo',
  steps: (target, person) => {
    const prove = proofMaker(target, person)
    return [
      {
        request: () =>
          getRequest(target, target.paths.userinfo, { Authorization: `DPoP ${person.boundAccessToken}`, DPoP: prove() }),
        findProblem: ({ status, body }) => {
          if (status !== 200) return `status ${status}`
          return body === person.userinfo ? undefined : 'another body'
        },
      },
    ]
  },
}

/** RFC9449-4.2. Signed by `node:crypto`, at once: the generator has to be cheaper than the servers that it measures. */
function proofMaker({ host, paths, proofKey }: Target, { boundAccessToken }: Person): () => string {
  const { kty, crv, x, y } = proofKey
  const key = createPrivateKey({ key: { ...proofKey }, format: 'jwk' })
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })
  const ath = createHash('sha256').update(boundAccessToken).digest('base64url')
  const htu = `http://${host}${paths.userinfo}`
  return () => {
    const jti = randomBytes(12).toString('base64url')
    const payload = encode({ htm: 'GET', htu, ath, jti, iat: Math.floor(Date.now() / 1000) })
    const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' })
    return `${header}.${payload}.${signature.toString('base64url')}`
  }
}

function encode(members: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url')
}
