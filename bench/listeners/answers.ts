/* What the bare listeners read: answers captured from Latchkey, by path. */
import { readFileSync } from 'node:fs'

export interface CapturedAnswer {
  readonly status: number
  /** Without those that every listener adds by itself. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** By path, with a leading slash. */
export type CapturedAnswers = Readonly<Record<string, CapturedAnswer>>

/** Header fields that the listener of a runtime writes without being told. */
export const ownFields: ReadonlySet<string> = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'])

/** The port and the answers of a bare listener, from its command line. */
export function readArguments(): { readonly port: number; readonly answers: CapturedAnswers } {
  const [port, file] = process.argv.slice(2)
  if (port === undefined || file === undefined) throw new Error('usage: <port> <file of answers>')
  return { port: Number(port), answers: JSON.parse(readFileSync(file, 'utf8')) as CapturedAnswers }
}
