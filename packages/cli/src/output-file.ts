import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { Failure } from './command.ts'

/** A file that appears when it is complete, and that only its owner can read. */
export interface OutputFile {
  write(octets: string | Uint8Array): void
  finish(): void
  abandon(): void
}

/** @throws Failure when it cannot be written, here and later */
export function openOutputFile(file: string): OutputFile {
  const next = `${file}.${process.pid}.part`
  const attempt = <Done>(work: () => Done): Done => {
    try {
      return work()
    } catch (error) {
      throw new Failure(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
  const descriptor = attempt(() => openSync(next, 'w', 0o600))
  return {
    write: (octets) =>
      attempt(() => {
        const all = typeof octets === 'string' ? Buffer.from(octets) : octets
        for (let done = 0; done < all.length; ) done += writeSync(descriptor, all, done)
      }),
    finish: () =>
      attempt(() => {
        fsyncSync(descriptor)
        closeSync(descriptor)
        renameSync(next, file)
      }),
    abandon: () => rmSync(next, { force: true }),
  }
}
