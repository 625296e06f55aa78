import { readFileSync } from 'node:fs'
import { type Fetch, fetchTrusting } from '../http/https-fetch.ts'
import {
  type CertificateRequest,
  type ClientIdentity,
  selfSignedIdentity,
  TestAuthority,
} from '../process/certificate-authority.ts'
import { freePort } from '../process/free-port.ts'
import { type TemporaryFolder, temporaryFolder } from '../process/temporary-folder.ts'
import { Scene } from './scene.ts'

/** A server with a port of its own for clients with certificates, and an authority that it trusts. */
export class CertificateScene implements AsyncDisposable {
  readonly scene: Scene
  readonly authority: TestAuthority
  /** What endpoints begin with at the port that asks for certificates. */
  readonly secureUrl: string
  readonly #folder: TemporaryFolder

  private constructor(parts: { scene: Scene; authority: TestAuthority; secureUrl: string; folder: TemporaryFolder }) {
    this.scene = parts.scene
    this.authority = parts.authority
    this.secureUrl = parts.secureUrl
    this.#folder = parts.folder
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<CertificateScene> {
    const folder = temporaryFolder()
    const authority = TestAuthority.make(folder.path)
    const port = await freePort()
    const scene = await Scene.open({
      tls: true,
      env: { LATCHKEY_MTLS_LISTEN: `127.0.0.1:${port}`, LATCHKEY_MTLS_CA: authority.file, ...env },
    })
    return new CertificateScene({ scene, authority, secureUrl: `https://localhost:${port}`, folder })
  }

  /** A certificate that nobody vouches for. */
  selfSigned(request: CertificateRequest = { subject: '/CN=alone' }): ClientIdentity {
    return selfSignedIdentity(this.#folder.path, request)
  }

  /** Another authority, which the server does not trust. */
  stranger(): TestAuthority {
    return TestAuthority.make(this.#folder.path)
  }

  /** Reaches the server, at either port; shows a certificate where it is asked for one. `from`: address of this machine. */
  fetchAs(identity?: ClientIdentity, from?: string): Fetch {
    return fetchTrusting(readFileSync(this.scene.server.env['LATCHKEY_TLS_CERT'] ?? '', 'utf8'), identity, from)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.scene[Symbol.asyncDispose]()
    this.#folder.remove()
  }
}
