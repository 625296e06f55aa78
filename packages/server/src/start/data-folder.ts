import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RandomBytes } from '@latchkey/core'

/** The folder of the embedded database and the master key: readable by its owner only. */
export class DataFolder {
  readonly path: string

  /**
   * Creates the folder if need be.
   * @param use `look`: it stays as it is, there or not
   * @throws the system's error when it cannot be created or written
   */
  constructor(path: string, use: 'keep' | 'look' = 'keep') {
    this.path = resolve(path)
    if (use === 'look') return
    const isNew = !existsSync(this.path)
    mkdirSync(this.path, { recursive: true, mode: 0o700 })
    // The mode given above is narrowed by the umask, never widened.
    if (isNew) chmodSync(this.path, 0o700)
  }

  /** Location of the embedded database. */
  get database(): string {
    return `sqlite:${join(this.path, 'latchkey.db')}`
  }

  /** The master key of `master.key`, made when it is missing. Of several processes that make it at once one wins. */
  masterKey(randomBytes: RandomBytes): string {
    return this.keepMasterKey(Buffer.from(randomBytes(32)).toString('base64url'))
  }

  /** The master key of `master.key`; `undefined`: there is none. */
  findMasterKey(): string | undefined {
    try {
      return readFileSync(this.masterKeyFile, 'utf8').trim()
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /** Keeps a master key unless there is one; answers the one that is there now. */
  keepMasterKey(masterKey: string): string {
    try {
      writeFileSync(this.masterKeyFile, `${masterKey}\n`, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
    return readFileSync(this.masterKeyFile, 'utf8').trim()
  }

  get masterKeyFile(): string {
    return join(this.path, 'master.key')
  }

  /** Keeps the set-up link where only the owner finds it. */
  writeSetupLink(link: string): string {
    const file = this.#setupLink
    rmSync(file, { force: true })
    writeFileSync(file, `${link}\n`, { mode: 0o600 })
    return file
  }

  removeSetupLink(): void {
    rmSync(this.#setupLink, { force: true })
  }

  get #setupLink(): string {
    return join(this.path, 'setup-link')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
