import { Failure } from '../command.ts'
import { oneLine } from '../one-line.ts'
import type { HttpAnswer } from './http-request.ts'

/** Octets of a refusal that are read. */
const longestDetail = 500

const texts: Readonly<Record<number, string>> = {
  401: 'authentication failed',
  402: 'a second factor is needed: use an app password or `latchkey login`',
  403: 'permission denied',
  404: 'not found',
  429: 'rate limited',
}

/** @throws Failure unless the server did what it was asked for */
export async function checkAnswer(answer: HttpAnswer): Promise<void> {
  const { status } = answer
  if (status >= 200 && status < 300) return
  const text = texts[status]
  const detail = await detailOf(answer)
  if (text === undefined) throw new Failure(`server returned HTTP ${status}${detail === undefined ? '' : `: ${detail}`}`)
  const seconds = answer.header('retry-after')
  const wait = status === 429 && seconds !== undefined && /^\d+$/.test(seconds) ? `; try again in ${seconds} s` : ''
  const said = status === 403 && detail !== undefined ? `: ${detail}` : ''
  throw new Failure(`${text} (HTTP ${status})${said}${wait}`)
}

/** The `detail` of problem JSON (RFC9457-3.1.4). */
async function detailOf(answer: HttpAnswer): Promise<string | undefined> {
  try {
    const { detail } = JSON.parse(await answer.text()) as { readonly detail?: unknown }
    return typeof detail === 'string' ? oneLine(detail.slice(0, longestDetail)) : undefined
  } catch {
    return undefined
  }
}
