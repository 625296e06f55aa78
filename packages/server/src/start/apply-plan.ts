import { createReadStream } from 'node:fs'
import type { Management, PlanEvent } from '@latchkey/management'
import type { Log } from '../log/log.ts'
import { type Mistake, StartRefused } from '../options/option.ts'
import { sentenceOf } from './sentence-of.ts'

const option = 'LATCHKEY_APPLY'

/** Characters that no plan has in one line. */
const longestLine = 2_000_000

/**
 * Applies the plan file of `LATCHKEY_APPLY`, which changes nothing where everything is as it says. What the file has the server make and tell
 * once, such as the secret of a client, is refused, as nobody reads the answer.
 * @throws StartRefused with all mistakes of the file; nothing was changed then
 */
export async function applyFileAtStart(management: Pick<Management, 'plan' | 'operator'>, path: string, log: Log): Promise<void> {
  const last = await applied(management, path).catch((cause: unknown): never => {
    if (!isUnreadable(cause)) throw cause
    throw new StartRefused([{ name: option, value: path, remedy: `must name a file that can be read: ${sentenceOf(cause)}` }])
  })
  if (last?.type === 'refused') throw new StartRefused(last.mistakes.map((mistake) => startMistake(path, mistake)))
  if (last?.type !== 'done') throw new Error(`The plan of ${option} ended without an outcome.`)
  const { created, updated, destroyed, unchanged } = last
  const message = `Applied ${path}: ${created} created, ${updated} updated, ${destroyed} destroyed, ${unchanged} unchanged.`
  log.write({ level: 'info', event: 'notice', message })
}

async function applied(management: Pick<Management, 'plan' | 'operator'>, path: string): Promise<PlanEvent | undefined> {
  const options = { mode: 'apply', name: path, madeSecrets: 'refuse' } as const
  let last: PlanEvent | undefined
  for await (const event of management.plan(linesOfFile(path), options, management.operator('start'))) last = event
  return last
}

/** Lines without their ends. What is longer than any line is given as it is, to be refused. */
async function* linesOfFile(path: string): AsyncGenerator<string, void> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > longestLine) break
  }
  if (rest !== '') yield rest
}

function startMistake(path: string, { line, object, label, text }: PlanMistake): Mistake {
  const where = [line === undefined ? [] : `line ${line}`, object?.replace(/^x:/, '') ?? [], label ?? []].flat().join(' ')
  return { name: option, value: path, remedy: where === '' ? text : `${where}: ${text}` }
}

/** A failure of the file and not of the database. */
function isUnreadable(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && (cause.syscall === 'open' || cause.syscall === 'read')
}

type PlanMistake = Extract<PlanEvent, { readonly type: 'refused' }>['mistakes'][number]
