import type { LogOptions } from './log.ts'

/** Lines on standard output: readable on a terminal, JSON otherwise. */
export function standardOutput(): Pick<LogOptions, 'form' | 'sink'> {
  return {
    form: process.stdout.isTTY === true ? 'text' : 'json',
    sink: (line) => {
      process.stdout.write(`${line}\n`)
    },
  }
}
