import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../command.ts'

/** What `latchkey login` got for one server. */
export interface Login {
  readonly accessToken: string
  readonly refreshToken?: string
  /** Milliseconds since the epoch; absent: the server did not say. */
  readonly expiresAt?: number
}

/** Logins of this user, by the address of the server without slash at the end. */
export interface StoredLogins {
  readonly file: string
  find(url: string): Login | undefined
  save(url: string, login: Login): void
  /** `false`: there was none. */
  remove(url: string): boolean
}

/** The file of logins in a folder; only this user can read either. */
export function storedLogins(folder: string): StoredLogins {
  const file = join(folder, 'logins.json')

  function readAll(): Readonly<Record<string, Login>> {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return {}
      throw new Failure(`${file} cannot be read: ${code}`)
    }
    try {
      const parsed: unknown = JSON.parse(text)
      return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, Login>>) : {}
    } catch {
      throw new Failure(`${file} is damaged; remove it and log in again`)
    }
  }

  function writeAll(logins: Readonly<Record<string, Login>>): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const next = `${file}.${process.pid}`
    writeFileSync(next, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 })
    renameSync(next, file)
  }

  return {
    file,
    find(url) {
      const found = Object.entries(readAll()).find(([key]) => key === url)?.[1]
      return typeof found?.accessToken === 'string' ? found : undefined
    },
    save: (url, login) => writeAll({ ...readAll(), [url]: login }),
    remove(url) {
      const { [url]: removed, ...others } = readAll()
      if (removed !== undefined) writeAll(others)
      return removed !== undefined
    },
  }
}
