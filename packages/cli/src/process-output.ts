import type { Output } from './command.ts'

/** Standard output and error of this process. Whoever stops reading, as `head` does, ends the command without complaint. */
export function processOutput(): Output & Required<Pick<Output, 'flushed' | 'terminal'>> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(0)
    })
  }
  const { stdin, stdout, stderr } = process
  let isLineOpen = false
  const endLine = (): void => {
    if (isLineOpen) stderr.write('\r\u001b[K')
    isLineOpen = false
  }
  return {
    print(line) {
      endLine()
      stdout.write(`${line}\n`)
    },
    complain(line) {
      endLine()
      stderr.write(`${line}\n`)
    },
    flushed: () => new Promise((resolve) => stdout.write('', () => resolve())),
    terminal: {
      showsOutput: stdout.isTTY === true,
      showsErrors: stderr.isTTY === true,
      isInteractive: stdin.isTTY === true && stdout.isTTY === true,
      overwrite(text) {
        endLine()
        stderr.write(text)
        isLineOpen = text !== ''
      },
      async ask(question) {
        const { createInterface } = await import('node:readline')
        const lines = createInterface({ input: stdin, output: stderr })
        return new Promise((resolve) => {
          // The end of the input means no.
          lines.once('close', () => resolve('n'))
          lines.question(question, (answer) => {
            resolve(answer)
            lines.close()
          })
        })
      },
    },
  }
}
