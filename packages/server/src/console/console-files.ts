import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Types of the files that a console consists of, by their ending. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
])

/** Forms in which the build left each file beside it, the smallest first, by their names in HTTP. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

/** A file as it goes out. */
export interface ConsoleAsset {
  readonly body: Uint8Array<ArrayBuffer>
  readonly contentType: string
  /** Absent: the file itself. */
  readonly encoding?: string
}

/** The one page of the console, for one language. */
export interface ConsoleIndex {
  readonly html: string
  readonly etag: string
}

/** Where the built console stands: beside the program that was published, or in its package among the sources. */
export function consoleFolder(): string {
  const here = fileURLToPath(import.meta.url)
  return join(here, here.endsWith('.ts') ? '../../../../console/dist' : '../../console')
}

/** The files of a built console, read when they are asked for: most servers are asked rarely, and nothing of it stays in memory. */
export class ConsoleFiles {
  readonly #folder: string
  readonly #issuer: string

  constructor(folder: string, issuer: string) {
    this.#folder = folder
    this.#issuer = issuer
  }

  /** `undefined`: the console was not built. */
  async index(locale: string): Promise<ConsoleIndex | undefined> {
    const template = await readIfThere(join(this.#folder, 'index.html'))
    if (template === undefined) return undefined
    const html = template
      .toString('utf8')
      .replace('<html lang="en">', () => `<html lang="${attribute(locale)}">`)
      .replaceAll('%base%', () => attribute(new URL(this.#issuer).pathname.replace(/\/$/, '')))
      .replaceAll('%issuer%', () => attribute(this.#issuer))
    return { html, etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"` }
  }

  /**
   * @param name as the client wrote it
   * @param accepted the `Accept-Encoding` of the request
   */
  async asset(name: string, accepted: string): Promise<ConsoleAsset | undefined> {
    // Names that the build gives: no folder, no dot at the beginning, nothing packed, none too long for a file.
    const ending = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.([a-z]+)$/.exec(name)?.[1]
    const contentType = contentTypes.get(ending ?? '')
    if (contentType === undefined) return undefined
    const path = join(this.#folder, 'assets', name)
    for (const { name: encoding, ending: packed } of encodings.filter((form) => accepts(accepted, form.name))) {
      const body = await readIfThere(`${path}${packed}`)
      if (body !== undefined) return { body, contentType, encoding }
    }
    const body = await readIfThere(path)
    return body && { body, contentType }
  }
}

async function readIfThere(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}

/** Whether RFC9110-12.5.3 lets an answer have this encoding. */
function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((entry) => {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
