import type { Command } from '../command.ts'
import { findKind } from '../objects/kind.ts'
import { openOutputFile } from '../output-file.ts'
import { createProgress } from '../render/progress.ts'

/** Prints what is configured as a plan file. */
export const snapshot: Command = {
  name: 'snapshot',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[OBJECT...]',
  summary: 'Print what is configured as a plan file; without names, everything that a plan can have.',
  notes: [
    'Secrets cannot be read back, so a snapshot does not speak of them: where it is applied, those that exist stay as they are.',
  ],
  examples: ['latchkey snapshot > all.ndjson', 'latchkey snapshot oauth-client scope --output clients.ndjson'],
  flags: {
    output: { form: 'FILE', description: 'Write to a file, which only you can read; it is replaced as a whole.' },
    quiet: { description: 'No progress.' },
  },
  completes: 'objects',
  async run(context) {
    const { given, connect, print, complain } = context
    const transport = await connect()
    const schema = await transport.schema()
    const types = given.positionals.map((name) => findKind(schema, name).kind.name)
    const progress = createProgress(context, !given.isSet('quiet'))
    const file = given.value('output')
    const target = file === undefined ? undefined : openOutputFile(file)
    let count = 0
    try {
      for await (const line of transport.snapshot(types)) {
        if (target === undefined) print(line)
        else target.write(`${line}\n`)
        count += 1
        progress.say(`Reading: ${count} lines`)
        if (count % 100 === 0) await context.flushed?.()
      }
      target?.finish()
    } catch (error) {
      target?.abandon()
      throw error
    } finally {
      progress.end()
    }
    if (file !== undefined && !given.isSet('quiet')) complain(`${count} lines written to ${file}`)
    return 0
  },
}
