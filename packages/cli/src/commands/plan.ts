import { basename } from 'node:path'
import type { PlanMode } from '@latchkey/management/schema'
import { type Command, type Context, type ExitCode, type Flag, UsageError } from '../command.ts'
import { linesOf } from '../input/standard-input.ts'
import { followPlan } from './follow-plan.ts'

const planFlags: Readonly<Record<string, Flag>> = {
  file: { form: 'FILE', description: 'The plan file; as the argument.' },
  stdin: { description: 'Read the plan from standard input.' },
  name: { form: 'NAME', description: 'What revisions call the file; its own name unless told.' },
  quiet: { description: 'No progress.' },
}

const fileNotes: readonly string[] = ['A plan file has one operation a line (NDJSON), as `latchkey snapshot` prints them.']

/** Shows what applying a file would change. */
export const plan: Command = {
  name: 'plan',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[FILE]',
  summary: 'Show what applying a plan file would change, and what that means for security; changes nothing.',
  notes: fileNotes,
  examples: ['latchkey plan prod.ndjson'],
  flags: planFlags,
  completes: 'file',
  run: (context) => runPlan(context, 'plan'),
}

/** Applies a file. */
export const apply: Command = {
  name: 'apply',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[FILE]',
  summary: 'Apply a plan file: all of it or nothing; a second time changes nothing.',
  notes: fileNotes,
  examples: ['latchkey apply prod.ndjson', 'latchkey snapshot | latchkey apply --stdin --dry-run'],
  flags: { ...planFlags, 'dry-run': { description: 'As `latchkey plan`.' } },
  completes: 'file',
  run: (context) => runPlan(context, context.given.isSet('dry-run') ? 'plan' : 'apply'),
}

/** Compares a file with what is. */
export const diff: Command = {
  name: 'diff',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[FILE]',
  summary: 'Compare a plan file with what is in force; exit code 1 when they differ.',
  notes: [
    ...fileNotes,
    'Each line shows what is, and behind the arrow what the file says. A refusal has exit code 1, too, and a message.',
  ],
  examples: ['latchkey diff prod.ndjson || notify "somebody changed the configuration by hand"'],
  flags: planFlags,
  completes: 'file',
  run: (context) => runPlan(context, 'diff'),
}

async function runPlan(context: Context, mode: PlanMode): Promise<ExitCode> {
  const { given, connect } = context
  const file = fileOf(context)
  const transport = await connect()
  const name = given.value('name') ?? (file === undefined ? 'standard input' : basename(file))
  const done = await followPlan(context, transport.plan(linesOf(file), { mode, name }), mode === 'apply')
  if (done.type === 'refused') return done.code
  return mode === 'diff' && done.created + done.updated + done.destroyed > 0 ? 1 : 0
}

/** The file; `undefined`: standard input. @throws UsageError when it is not named once */
function fileOf({ given }: Context): string | undefined {
  const [positional, ...more] = given.positionals
  if (more[0] !== undefined) throw new UsageError(`unexpected argument: ${more[0]}`)
  const named = [positional, given.value('file'), given.isSet('stdin') ? '-' : undefined].filter((each) => each !== undefined)
  if (named.length !== 1) throw new UsageError('name one plan file, or pass --stdin')
  return named[0] === '-' ? undefined : named[0]
}
