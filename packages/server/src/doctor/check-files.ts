import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { StartOptions } from '../options/declarations.ts'
import type { DataFolder } from '../start/data-folder.ts'
import { sentenceOf } from '../start/sentence-of.ts'
import { type Finding, finding } from './finding.ts'

const day = 86_400_000
/** A certificate that ends sooner is about to be forgotten, milliseconds. */
const renewal = 14 * day
/** Octets: less than this, and the next backup or write may find no place. */
const littleSpace = 500_000_000

/** Whether only the owner reads the data folder, and whether there is place in it. */
export function checkDataFolder(path: string): readonly Finding[] {
  const check = 'data folder'
  if (!existsSync(path)) return [finding(check, 'ok', `${path} does not exist yet; the first start makes it`)]
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const space = free < littleSpace ? [finding('disk space', 'warning', `${Math.floor(free / 1e6)} MB are free in ${path}`)] : []
  const isPrivate = (statSync(path).mode & 0o077) === 0
  if (isPrivate) return [finding(check, 'ok', path), ...space]
  return [finding(check, 'warning', `${path} can be read by others; \`chmod 700\` it`), ...space]
}

/** Whether there is a master key that only the owner reads. */
export function checkMasterKeyFile(options: StartOptions, folder: DataFolder): Finding {
  const check = 'master key'
  if (options.masterKey !== undefined) return finding(check, 'ok', 'from LATCHKEY_MASTER_KEY')
  const file = folder.masterKeyFile
  if (!existsSync(file)) return finding(check, 'ok', `${file} does not exist yet; the first start makes it`)
  if ((statSync(file).mode & 0o077) !== 0) return finding(check, 'failed', `${file} can be read by others; \`chmod 600\` it`)
  return finding(check, 'ok', file)
}

/**
 * Whether the certificate belongs to its key, is valid, and names the issuer.
 * @param now milliseconds since the epoch
 */
export function checkTls({ tlsCert, tlsKey, url }: StartOptions, now: number): Finding {
  const check = 'TLS'
  if (tlsCert === undefined || tlsKey === undefined) return finding(check, 'ok', 'not served by Latchkey itself')
  try {
    const certificate = readFileSync(tlsCert, 'utf8')
    createSecureContext({ cert: certificate, key: readFileSync(tlsKey, 'utf8') })
    const { validFrom, validTo, checkHost } = summaryOf(certificate)
    if (now < validFrom) return finding(check, 'failed', `${tlsCert} is not valid before ${dateOf(validFrom)}`)
    if (now > validTo) return finding(check, 'failed', `${tlsCert} has expired on ${dateOf(validTo)}`)
    const host = url === undefined ? undefined : new URL(url).hostname
    if (host !== undefined && !checkHost(host)) return finding(check, 'failed', `${tlsCert} does not name ${host}`)
    if (validTo - now < renewal) return finding(check, 'warning', `${tlsCert} expires on ${dateOf(validTo)}`)
    return finding(check, 'ok', `valid until ${dateOf(validTo)}`)
  } catch (cause) {
    return finding(check, 'failed', `${tlsCert} and ${tlsKey} cannot be used: ${sentenceOf(cause)}`)
  }
}

function summaryOf(pem: string) {
  const certificate = new X509Certificate(pem)
  return {
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    checkHost: (host: string) =>
      certificate.checkHost(host) !== undefined || certificate.checkIP(host.replace(/^\[|\]$/g, '')) !== undefined,
  }
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
