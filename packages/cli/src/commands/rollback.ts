import { type Command, UsageError } from '../command.ts'
import { followPlan } from './follow-plan.ts'

/** Undoes what came after a revision. */
export const rollback: Command = {
  name: 'rollback',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: 'REVISION',
  summary: 'Put every object back to what it was when a revision was the newest one; that is a new revision itself.',
  notes: ['Secrets that were replaced since cannot be put back: what cannot be undone is said, and nothing is changed then.'],
  examples: ['latchkey history', 'latchkey rollback 41 --dry-run', 'latchkey rollback 41'],
  flags: { 'dry-run': { description: 'Show what would change.' }, quiet: { description: 'No progress.' } },
  async run(context) {
    const { given, connect } = context
    const [text = '', ...more] = given.positionals
    if (!/^\d{1,15}$/.test(text) || more.length > 0)
      throw new UsageError('rollback needs the number of a revision; see `latchkey history`')
    const isApplied = !given.isSet('dry-run')
    const transport = await connect()
    const done = await followPlan(context, transport.rollback(Number(text), isApplied ? 'apply' : 'plan'), isApplied)
    return done.type === 'refused' ? done.code : 0
  },
}
