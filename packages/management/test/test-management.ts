import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { algorithmOfSetting, type CryptoPort, type Digest, type SettingsAlgorithm } from '@latchkey/core'
import { createIdentity, type Identity, type IdentityStores } from '@latchkey/identity'
import {
  type ManagementPorts,
  type OidcProviderObject,
  objectCatalogue,
  openOidcProvider,
  type SetError,
} from '@latchkey/management'
import type { ManagementStores, ObjectStore } from '@latchkey/management/stores'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import { authenticationSettings } from '../src/objects/authentication/settings.ts'

/** Management over a real store and real cryptography, with environment variables and a clock of its own. */
export class TestManagement implements AsyncDisposable, ManagementPorts {
  readonly clock = (): number => this.now
  readonly crypto: CryptoPort
  readonly stores: ManagementPorts['stores']
  readonly identityStores: IdentityStores
  readonly objects: ObjectStore
  readonly journal: ManagementStores
  readonly identity: Identity
  readonly environment = new Map<string, string>()
  readonly sources: ManagementPorts['sources'] = {
    environment: (name) => this.environment.get(name),
    readFile: (path) => readFileSync(path, 'utf8'),
  }
  readonly now = Date.UTC(2030, 0, 15, 12)
  readonly #storage: Storage
  readonly #folder: string
  readonly #opened: OidcProviderObject[] = []

  private constructor(storage: Storage, folder: string) {
    this.#storage = storage
    this.#folder = folder
    this.stores = storage.provider
    this.identityStores = storage.identity
    this.objects = storage.management.objects
    this.journal = storage.management
    this.crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock: this.clock })
    this.identity = createIdentity({ clock: this.clock, crypto: this.crypto, stores: storage.identity })
  }

  static async open(): Promise<TestManagement> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-management-'))
    const digest = (text: string) => createHash('sha256').update(text).digest('base64url') as Digest
    const { describe } = objectCatalogue({ crypto: { digest }, policy: () => authenticationSettings('{}') })
    const location = `sqlite:${join(folder, 'latchkey.db')}`
    return new TestManagement(await openStorage({ location, clock: () => 0, describe }), folder)
  }

  /** The settings object as a process opens it; closed with the rest. */
  async oidcProvider(
    change: Partial<ManagementPorts> = {},
    onReloadFailed?: (error: Error) => void,
  ): Promise<OidcProviderObject> {
    const { clock, crypto, stores, sources } = this
    const object = await openOidcProvider(
      { clock, crypto, stores, sources, ...change },
      onReloadFailed === undefined ? {} : { onReloadFailed },
    )
    this.#opened.push(object)
    return object
  }

  /** A file with this content; answers its path. */
  file(name: string, content: string): string {
    const path = join(this.#folder, name)
    writeFileSync(path, content)
    return path
  }

  async pem(setting: SettingsAlgorithm): Promise<string> {
    return (await this.crypto.generateKey(algorithmOfSetting(setting))).privatePem
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const object of this.#opened) object.close()
    await this.#storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The error of a set that was refused. */
export async function refusal(object: OidcProviderObject, patch: Readonly<Record<string, unknown>>): Promise<SetError> {
  const result = await object.set(patch)
  if (result.updated) throw new Error(`the patch was accepted: ${Object.keys(patch)}`)
  return result.error
}
