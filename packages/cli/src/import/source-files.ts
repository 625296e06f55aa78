import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Translation, Translator } from '@latchkey/management/import'
import { Failure } from '../command.ts'
import { splitLines } from '../input/split-lines.ts'

/** Octets of one file: a document is in memory as a whole, lines are not. */
export const largest = { documents: 128 * 1024 * 1024, lines: 1024 * 1024 * 1024 } as const
/** Levels of values in values. */
const deepest = 64

/** What of a folder is read: a realm before its users, as it says how they are read. @throws Failure when there is nothing */
export function filesIn(paths: readonly string[]): readonly string[] {
  const files = paths.flatMap((path) => {
    if (!attempt(path, () => statSync(path).isDirectory())) return [path]
    const inside = attempt(path, () => readdirSync(path)).filter((name) => name.endsWith('.json'))
    if (inside.length === 0) throw new Failure(`${path} holds no .json file`)
    return inside.toSorted().map((name) => join(path, name))
  })
  return files.toSorted((one, other) => Number(isOfUsers(one)) - Number(isOfUsers(other)))
}

/** `acme-users-0.json`, as Keycloak calls it. */
function isOfUsers(path: string): boolean {
  return /-users-\d+\.json$/.test(path)
}

/** Gives a file to the translator as one value. */
export function takeDocument(path: string, translator: Translator, translation: Translation): void {
  const { size } = attempt(path, () => statSync(path))
  if (size > largest.documents) {
    throw new Failure(
      `${path} has more than ${largest.documents} octets; export the users in several files (kc.sh export --users different_files)`,
    )
  }
  const octets = attempt(path, () => readFileSync(path))
  take(decoded(path, octets), basename(path), translator, translation)
}

/** Gives each line to the translator. @param path absent: standard input */
export async function takeLines(
  path: string | undefined,
  translator: Translator,
  { translation, onLine }: { readonly translation: Translation; onLine(): void },
): Promise<void> {
  const name = path === undefined ? 'standard input' : basename(path)
  let line = 0
  for await (const text of linesOf(path, name)) {
    line += 1
    if (text.trim() !== '') take(text, `${name} line ${line}`, translator, translation)
    onLine()
  }
}

async function* linesOf(path: string | undefined, name: string): AsyncGenerator<string> {
  const chunks = path === undefined ? process.stdin : createReadStream(path)
  try {
    yield* splitLines(bounded(chunks, name), new TextDecoder('utf-8', { fatal: true }))
  } catch (error) {
    if (error instanceof TypeError) throw new Failure(`${name} is not UTF-8 text`)
    const { code } = error as NodeJS.ErrnoException
    throw code === undefined ? error : new Failure(`${name} cannot be read: ${code}`)
  }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let octets = 0
  for await (const chunk of chunks) {
    octets += chunk.length
    if (octets > largest.lines) throw new Failure(`${name} has more than ${largest.lines} octets; import a part at a time`)
    yield chunk
  }
}

/** What the parser says holds text of the source, which may be a secret. */
function take(text: string, place: string, translator: Translator, translation: Translation): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    translation.mistake(place, 'is not JSON')
    return
  }
  if (isDeeper(value, deepest)) translation.mistake(place, `is nested too deep: ${deepest} levels are allowed`)
  else translator.take(value, place)
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((member: unknown) => isDeeper(member, depth - 1))
}

function decoded(path: string, octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new Failure(`${path} is not UTF-8 text`)
  }
}

function attempt<Done>(path: string, work: () => Done): Done {
  try {
    return work()
  } catch (error) {
    throw new Failure(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
