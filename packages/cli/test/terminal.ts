import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** What is said and shown until the end of a process, with its exit code; `answers` are typed as soon as their prompt is there. */
export async function converse(child: ChildProcess, answers: readonly (readonly [prompt: string, text: string])[] = []) {
  let shown = ''
  let from = 0
  const waiting = [...answers]
  const read = (chunk: unknown): void => {
    shown += String(chunk)
    const [next] = waiting
    const at = next === undefined ? -1 : shown.indexOf(next[0], from)
    if (next === undefined || at === -1) return
    from = at + next[0].length
    waiting.shift()
    child.stdin?.write(next[1])
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  const [code] = (await once(child, 'close')) as [number]
  return { code, shown }
}

/** Runs a command on a terminal of its own. */
export function onTerminal([program = '', ...args]: readonly string[], options: SpawnOptions = {}): ChildProcess {
  if (process.platform === 'darwin') return spawn('script', ['-q', '/dev/null', program, ...args], options)
  const quoted = [program, ...args].map((arg) => `'${arg}'`).join(' ')
  return spawn('script', ['-qec', quoted, '/dev/null'], options)
}
