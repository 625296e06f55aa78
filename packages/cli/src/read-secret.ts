import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './command.ts'

/** The first line of standard input, or what is typed at a terminal without being shown. */
export async function readSecret(prompt: string, fromStandardInput: boolean): Promise<string> {
  if (!fromStandardInput && process.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to ask for the password; pass it with --password-stdin')
  }
  if (!fromStandardInput) process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: !fromStandardInput })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (!fromStandardInput) process.stderr.write('\n')
  }
}
