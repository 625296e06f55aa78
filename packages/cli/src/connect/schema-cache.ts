import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Schema documents of servers, by their hashes. What cannot be kept is fetched again. */
export interface SchemaCache {
  read(hash: string): string | undefined
  write(hash: string, text: string): void
  /** The one that was kept last. */
  newest(): string | undefined
}

/**
 * The cache of one server below a folder. A document is only taken when its content has the hash that the server named, so that nobody else
 * who can write there decides what is shown.
 */
export function schemaCache(folder: string, url: string): SchemaCache {
  const place = join(folder, createHash('sha256').update(url).digest('hex').slice(0, 32))
  const fileOf = (hash: string): string | undefined =>
    /^[A-Za-z0-9_-]{43}$/.test(hash) ? join(place, `schema-${hash}.json`) : undefined
  function read(hash: string): string | undefined {
    const file = fileOf(hash)
    if (file === undefined) return undefined
    try {
      const text = readFileSync(file, 'utf8')
      return hashOf(text) === hash ? text : undefined
    } catch {
      return undefined
    }
  }
  return {
    read,
    newest() {
      try {
        const hash = readdirSync(place).flatMap((name) => /^schema-(.{43})\.json$/.exec(name)?.[1] ?? [])[0]
        return hash === undefined ? undefined : read(hash)
      } catch {
        return undefined
      }
    },
    write(hash, text) {
      const file = fileOf(hash)
      if (file === undefined || hashOf(text) !== hash) return
      try {
        mkdirSync(place, { recursive: true, mode: 0o700 })
        writeFileSync(`${file}.${process.pid}`, text, { mode: 0o600 })
        renameSync(`${file}.${process.pid}`, file)
        for (const name of readdirSync(place)) if (name !== `schema-${hash}.json`) rmSync(join(place, name), { force: true })
      } catch {
        // A cache that cannot be written costs a request, nothing else.
      }
    },
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
