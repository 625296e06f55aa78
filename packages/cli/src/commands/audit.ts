import { type Command, UsageError } from '../command.ts'
import { readFilter } from '../input/where.ts'
import { findKind } from '../objects/kind.ts'
import { readFieldNames } from './get.ts'
import { showList } from './query.ts'

/** Events that are shown unless told. */
const usualLimit = 50

/** Shows the audit log. */
export const auditList: Command = {
  name: 'audit list',
  group: 'operation',
  place: 'anywhere',
  summary: 'Show who did what to what, when and from where, newest first.',
  notes: ['Any of what an event says can be asked for: `latchkey describe audit-event` lists it.'],
  examples: [
    'latchkey audit list --where kind=sign-in-refused',
    "latchkey audit list --where objectName=OidcProvider --where 'at>=2026-01-01' --json",
  ],
  flags: {
    where: { form: 'FIELD=VALUE', isRepeatable: true, description: 'Condition; as of `latchkey query`.' },
    fields: { form: 'A,B', description: 'These fields instead of the usual columns.' },
    limit: { form: 'NUMBER', description: `How many at most; ${usualLimit} unless told.` },
  },
  async run(context) {
    const { given, connect } = context
    if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind } = findKind(schema, 'AuditEvent')
    const filter = readFilter(schema, kind, given.values('where'))
    const wanted = { filter, sort: [], properties: readFieldNames(given, kind), usualLimit }
    await showList(context, transport, schema, kind, wanted)
    return 0
  },
}

/** Checks that nobody changed the audit log. */
export const auditVerify: Command = {
  name: 'audit verify',
  group: 'operation',
  place: 'anywhere',
  summary: 'Recompute the chain of hashes of the audit log; exit code 1 when it is broken.',
  flags: {},
  async run({ given, connect, isJson, print, complain }) {
    if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
    const verdict = await (await connect()).verifyAudit()
    if (isJson) print(JSON.stringify(verdict))
    else if (verdict.kind === 'intact') {
      const waiting = verdict.unsealed === 0 ? '' : ` ${verdict.unsealed} newer ones are not in it yet.`
      print(`The chain of ${verdict.events} events is intact.${waiting}`)
      print(`Newest hash: ${verdict.headHash}`)
    } else complain(`error: the audit log was changed: event ${verdict.sequence}: ${verdict.problem}`)
    return verdict.kind === 'intact' ? 0 : 1
  },
}
