import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/** How the PHC string of a PBKDF2 hash begins, by the name of the algorithm there. */
const pbkdf2Names: ReadonlyMap<string, string> = new Map([
  ['pbkdf2', 'pbkdf2-sha1'],
  ['pbkdf2-sha256', 'pbkdf2-sha256'],
  ['pbkdf2-sha512', 'pbkdf2-sha512'],
])
const argon2Versions: ReadonlyMap<string, number> = new Map([
  ['1.0', 16],
  ['1.3', 19],
])

/**
 * The hash of the password of a user as a PHC string; `undefined`: there is none that has such a form. Credentials of other kinds are left
 * over, and so is a password in clear, which whoever has the file knows.
 */
export function passwordOf(credentials: readonly Members[], username: string, translation: Translation): string | undefined {
  let found: string | undefined
  for (const credential of credentials) {
    const type = credential.text('type')
    if (type !== 'password') {
      translation.leave(`credential of the type ${type ?? 'unknown'}`, username)
    } else if (credential.has('value')) {
      translation.leave('password in clear, which whoever has the file knows', username)
    } else if (found !== undefined) {
      translation.leave('second password', username)
    } else {
      found = hashOf(credential, username, translation)
      if (credential.flag('temporary') === true) translation.leave('that the password was to be changed', username)
    }
  }
  return found
}

interface StoredHash {
  readonly algorithm: string
  readonly iterations: number
  readonly salt: string
  readonly value: string
  readonly parameters: JsonObject
}

function hashOf(credential: Members, username: string, translation: Translation): string | undefined {
  const stored = credential.has('secretData') ? fromTexts(credential) : fromMembers(credential)
  if (stored === undefined) {
    translation.leave('password whose form is not known', username)
    return undefined
  }
  const phc = stored.algorithm === 'argon2' ? argon2(stored) : pbkdf2(stored)
  if (phc === undefined) translation.leave(`password hashed with ${stored.algorithm}`, username)
  return phc
}

/** Two members, each a text of JSON, since Keycloak 8. */
function fromTexts(credential: Members): StoredHash | undefined {
  const secret = parsed(credential.text('secretData'))
  const data = parsed(credential.text('credentialData'))
  if (secret === undefined || data === undefined) return undefined
  const parameters = data['additionalParameters']
  return storedHash({
    algorithm: data['algorithm'],
    iterations: data['hashIterations'],
    salt: secret['salt'],
    value: secret['value'],
    parameters: isJsonObject(parameters) ? parameters : {},
  })
}

/** As it was before. */
function fromMembers(credential: Members): StoredHash | undefined {
  return storedHash({
    algorithm: credential.value('algorithm') ?? 'pbkdf2',
    iterations: credential.value('hashIterations'),
    salt: credential.value('salt'),
    value: credential.value('hashedSaltedValue'),
    parameters: {},
  })
}

function storedHash(hash: Readonly<Record<keyof StoredHash, unknown>>): StoredHash | undefined {
  const { algorithm, iterations, salt, value, parameters } = hash
  if (typeof algorithm !== 'string' || !isJsonObject(parameters)) return undefined
  if (!isWhole(iterations) || !isBase64(salt) || !isBase64(value)) return undefined
  return { algorithm, iterations, salt: unpadded(salt), value: unpadded(value), parameters }
}

function pbkdf2({ algorithm, iterations, salt, value }: StoredHash): string | undefined {
  const name = pbkdf2Names.get(algorithm)
  return name === undefined ? undefined : `$${name}$i=${iterations},l=${octetsOf(value)}$${salt}$${value}`
}

function argon2({ iterations, salt, value, parameters }: StoredHash): string | undefined {
  const [type = 'id', version = '1.3', memory, parallelism = '1'] = ['type', 'version', 'memory', 'parallelism'].map((name) =>
    firstOf(parameters[name]),
  )
  const number = argon2Versions.get(version)
  const isKnown = /^(?:id|i|d)$/.test(type) && number !== undefined
  if (!isKnown || memory === undefined || !/^\d{1,9}$/.test(memory) || !/^\d{1,4}$/.test(parallelism)) return undefined
  return `$argon2${type}$v=${number}$m=${memory},t=${iterations},p=${parallelism}$${salt}$${value}`
}

function firstOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}

function parsed(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isBase64(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 400 && /^[A-Za-z0-9+/]+={0,2}$/.test(value)
}

function unpadded(text: string): string {
  return text.replace(/=+$/, '')
}

/** Of base64 without padding. */
function octetsOf(text: string): number {
  return Math.floor((text.length * 3) / 4)
}
