import { checkSize, cutShort } from '../http/form.ts'
import { jsonExtent } from '../http/json-extent.ts'

/** Octets of the largest plan file. */
const fileLimit = 100_000_000
/** Octets of the longest line. */
const lineLimit = 1_000_000

/** Values of all lines together: fifty thousand objects with as many fields as any of them has. */
const valuesLimit = 4_000_000

export interface Lines {
  readonly lines: AsyncIterable<string>
  /** Settles when the body was read to its end, or nobody reads on. */
  readonly ended: Promise<void>
}

/**
 * Lines of a body as they arrive, without line ends and without keeping the whole.
 * @throws OAuthError `body_too_large` while reading, when the body or a line is too long or holds too much; `body_cut_short`
 */
export function linesOf(request: Request): Lines {
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* read(): AsyncGenerator<string> {
    try {
      yield* split(request.body ?? [])
    } catch (cause) {
      throw cutShort(cause)
    } finally {
      resolve()
    }
  }
  return { lines: read(), ended: promise }
}

async function* split(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let total = 0
  let values = 0
  let rest = ''
  const counted = (line: string): string => {
    values += jsonExtent(Buffer.from(line)).values
    checkSize(values, valuesLimit)
    return line
  }
  for await (const chunk of chunks) {
    total += chunk.length
    checkSize(total, fileLimit)
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    checkSize(rest.length, lineLimit)
    for (const line of lines) yield counted(line.replace(/\r$/, ''))
  }
  rest += decoder.decode()
  if (rest !== '') yield counted(rest)
}
