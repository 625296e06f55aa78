import { type JsonObject, type Management, SnapshotRefused } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import { Failure } from '../command.ts'
import { type Invocation, type Transport, using } from './transport.ts'

/** Management in this process, beside the database, as whoever runs the command. */
export function localTransport(management: Management, description: string): Transport {
  const caller = management.operator('command-line')
  return {
    description,
    isLocal: true,
    schema: async () => JSON.parse(management.schema.json) as SchemaDocument,
    session: () => management.session(caller),
    async call(calls) {
      const request = { using, methodCalls: calls } as unknown as JsonObject
      const answer = await management.handle(request, caller)
      if (answer.kind === 'refused') throw new Failure(`the request was refused: ${answer.error.detail}`)
      return answer.response.methodResponses satisfies readonly Invocation[]
    },
    plan: (lines, options) => management.plan(lines, options, caller),
    snapshot: (types) => refusing(management.snapshot(types, caller)),
    rollback: (revision, mode) => management.rollback(revision, mode, caller),
    verifyAudit: () => management.verifyAudit(caller),
  }
}

async function* refusing(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines
  } catch (error) {
    throw error instanceof SnapshotRefused ? new Failure(error.message) : error
  }
}
