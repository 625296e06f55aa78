import type { TraceId } from '@latchkey/server'
import { type Command, UsageError } from '../command.ts'
import { describeTrace } from '../describe-trace.ts'

/** Prints what happened in a transaction. */
export const trace: Command = {
  name: 'trace',
  group: 'operation',
  place: 'anywhere',
  positionals: 'ID',
  summary: 'Show what happened in a transaction, check by check; the id is in Latchkey-Trace and on error pages.',
  flags: {},
  async run({ given, isJson, open, print, complain }) {
    const id = given.positionals[0]
    if (id === undefined) throw new UsageError('trace needs the id of a transaction')
    const latchkey = await open()
    const found = id.startsWith('trc_') ? await latchkey.findTrace(id as TraceId) : undefined
    if (found === undefined) {
      complain(`There is no trace ${id}. Of each client the newest hundred are kept.`)
      return 1
    }
    if (isJson) print(JSON.stringify(found))
    else for (const line of describeTrace(found)) print(line)
    return 0
  },
}
