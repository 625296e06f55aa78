import { createReadStream } from 'node:fs'
import { Failure } from '../command.ts'
import { splitLines } from './split-lines.ts'

/** All of standard input as text. */
export async function readAll(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array | string))
  return Buffer.concat(chunks).toString('utf8')
}

/** Lines of a file, or of standard input, one at a time. @throws Failure while reading, when it cannot be read */
export async function* linesOf(file: string | undefined): AsyncGenerator<string> {
  try {
    yield* splitLines(file === undefined ? process.stdin : createReadStream(file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === undefined ? error : new Failure(`${file ?? 'standard input'} cannot be read: ${code}`)
  }
}
