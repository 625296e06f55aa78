import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { makeCertificate } from '../process/certificate.ts'
import { type TemporaryFolder, temporaryFolder } from '../process/temporary-folder.ts'

/** A signing key of a client with its public part. */
export interface HeldKey {
  readonly algorithm: string
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A client's machine with signing keys, which publishes the public ones by https on this machine. */
export class KeyHolder implements AsyncDisposable {
  /** The newest key, which signs. */
  key: HeldKey
  /** How often the keys were asked for. */
  requests = 0
  readonly #server: Server
  readonly #folder: TemporaryFolder
  readonly #certificateFile: string
  #published: readonly JWK[]

  private constructor(key: HeldKey) {
    this.key = key
    this.#published = [key.publicJwk]
    this.#folder = temporaryFolder()
    const { certificateFile, keyFile } = makeCertificate(this.#folder.path)
    this.#certificateFile = certificateFile
    const tls = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }
    this.#server = createServer(tls, (_request, response) => {
      this.requests += 1
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=3600' }
      response.writeHead(200, headers).end(JSON.stringify({ keys: this.#published }))
    })
  }

  static async open(algorithm = 'ES256'): Promise<KeyHolder> {
    const holder = new KeyHolder(await newHeldKey(algorithm, 'first'))
    holder.#server.listen(0, '127.0.0.1')
    await once(holder.#server, 'listening')
    return holder
  }

  /** Where the keys are published: `jwks_uri`. */
  get uri(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}/keys`
  }

  /** What a server under test needs in its environment to fetch the keys: leave to reach this machine, and trust in the certificate. */
  get serverEnvironment(): Readonly<Record<string, string>> {
    return { LATCHKEY_FETCH_ALLOW: '127.0.0.0/8,::1', NODE_EXTRA_CA_CERTS: this.#certificateFile }
  }

  /** The public keys by value: `jwks`. */
  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: this.#published }
  }

  /** Signs with a new key from now on, and publishes it instead of the others. */
  async rotate(kid: string): Promise<void> {
    this.key = await newHeldKey(this.key.algorithm, kid)
    this.#published = [this.key.publicJwk]
  }

  /** Form parameters that authenticate `clientId`. @param change of the claims; `undefined` leaves one out */
  async assertion(
    clientId: string,
    audience: string,
    change: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly client_assertion_type: string; readonly client_assertion: string }> {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: now, exp: now + 60, ...change }
    const { algorithm, kid, privateKey } = this.key
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid }).sign(privateKey)
    return { client_assertion_type: assertionType, client_assertion: signed }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#folder.remove()
  }
}

async function newHeldKey(algorithm: string, kid: string): Promise<HeldKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return { algorithm, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm } }
}
