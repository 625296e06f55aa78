import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { hashSync } from 'bcryptjs'

/** What a thread is to compute. */
interface BcryptWork {
  readonly bcryptPassword: string
  /** `$2b$`, cost and salt. */
  readonly bcryptHead: string
}

/**
 * The bcrypt hash of a password, computed in a thread of its own: no runtime has bcrypt, and in JavaScript it would hold up everybody else
 * for up to 100 ms at a time. This module is loaded when it is needed, so that also in a bundle it is a file that a thread can begin with.
 * A thread ends with its hash, as hashes of other programs are renewed at the first sign-in and then there is no more to do.
 */
export function bcryptInThread(password: string, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const work: BcryptWork = { bcryptPassword: password, bcryptHead: head }
    const thread = new Worker(new URL(import.meta.url), { workerData: work })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('the thread ended without a hash')))
  })
}

function isWork(value: unknown): value is BcryptWork {
  return typeof value === 'object' && value !== null && 'bcryptPassword' in value && 'bcryptHead' in value
}

// Not in the thread of a program that uses the library: that one has other work.
if (!isMainThread && isWork(workerData)) {
  parentPort?.postMessage(hashSync(workerData.bcryptPassword, workerData.bcryptHead))
}
