import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Failure } from '../command.ts'

/** All of standard input as text. */
export async function readAll(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array | string))
  return Buffer.concat(chunks).toString('utf8')
}

/** Lines of a file, or of standard input, one at a time. @throws Failure while reading, when it cannot be read */
export async function* linesOf(file: string | undefined): AsyncGenerator<string> {
  const input = file === undefined ? process.stdin : createReadStream(file)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  // An error of the stream does not reach whoever iterates over the lines.
  const failed = new Promise<never>((_resolve, reject) => {
    input.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Failure(`${file ?? 'standard input'} cannot be read: ${error.code}`)),
    )
  })
  failed.catch(() => undefined)
  const iterator = lines[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), failed])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    lines.close()
  }
}
