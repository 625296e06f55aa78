export interface Counts {
  readonly passed: number
  readonly failed: number
}

export const noCounts: Counts = { passed: 0, failed: 0 }

export function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed }
}

/** What a runner's own last words say, and its exit code. A skipped test proves nothing, so it counts as failed. */
export interface RunnerEnd {
  readonly output: string
  /** -1: ended by a signal. */
  readonly status: number
}

/** Counts of `bun test`. */
export function countsOfBun({ output, status }: RunnerEnd): Counts {
  const last = (word: string) => lastNumber(output, new RegExp(`^ *(\\d+) ${word}$`, 'gm'))
  return settle(last('pass'), last('fail') + last('errors?') + last('skip') + last('todo'), status)
}

/** Counts of `node --test`, whichever of its reporters wrote them. */
export function countsOfNode({ output, status }: RunnerEnd): Counts {
  const last = (word: string) => lastNumber(output, new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'gm'))
  return settle(last('pass'), last('fail') + last('cancelled') + last('skipped') + last('todo'), status)
}

/** Lines of output before the line of a failed test that tell why. */
const context = 40

/** Each line in which a runner names a failed test, with what it printed just before, so that the end of a long run can repeat them. */
export function failuresIn(output: string): readonly string[] {
  const lines = stripColours(output).split('\n')
  return lines.flatMap((line, index) =>
    /^(?:\(fail\)|not ok|\s*✖) /.test(line) ? [lines.slice(Math.max(0, index - context), index + 1).join('\n')] : [],
  )
}

/** A runner that ended badly without a failed test crashed, and one without any test ran nothing: both are one failure. */
function settle(passed: number, failed: number, status: number): Counts {
  const silent = failed === 0 && (status !== 0 || passed === 0)
  return { passed, failed: silent ? 1 : failed }
}

function lastNumber(output: string, pattern: RegExp): number {
  return Number([...stripColours(output).matchAll(pattern)].at(-1)?.[1] ?? 0)
}

function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
  return text.replace(/\x1b\[[0-9;]*m/g, '')
}
