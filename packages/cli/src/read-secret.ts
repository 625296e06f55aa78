import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './command.ts'

/**
 * The first line of standard input, or what is typed twice at a terminal without being shown.
 * @throws UsageError when there is no terminal; an error when the two differ or the person breaks off
 */
export async function readNewSecret(prompt: string, fromStandardInput: boolean): Promise<string> {
  if (fromStandardInput) return firstLine()
  if (process.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to ask for the password; pass it with --password-stdin')
  }
  return onSilentTerminal(async (lines) => {
    const secret = await ask(lines, prompt)
    if ((await ask(lines, 'The same once more: ')) !== secret) throw new Error('the two are not the same; nothing was changed')
    return secret
  })
}

/** What is typed once at the terminal without being shown. @throws an error when the person breaks off */
export function askSecret(prompt: string): Promise<string> {
  return onSilentTerminal((lines) => ask(lines, prompt))
}

async function onSilentTerminal(talk: (lines: Interface) => Promise<string>): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  // From here on the terminal shows nothing of what is typed, so no prompt may come before.
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true, historySize: 0 })
  try {
    return await talk(lines)
  } finally {
    lines.close()
  }
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}

function ask(lines: Interface, prompt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      for (const event of ['line', 'SIGINT', 'close']) lines.removeAllListeners(event)
      process.stderr.write('\n')
    }
    const cancel = (): void => {
      end()
      reject(new Error('cancelled; nothing was changed'))
    }
    lines.once('SIGINT', cancel)
    lines.once('close', cancel)
    lines.once('line', (line) => {
      end()
      resolve(line)
    })
    process.stderr.write(prompt)
  })
}
