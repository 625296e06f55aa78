import type { CheckOutcome, TraceStep } from '@latchkey/core'
import type { EmbeddedDeclaration, EnumDeclaration, FieldDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf } from '../audit-event/origin-fields.ts'

const steps: Readonly<Record<TraceStep['outcome'], { readonly label: string; readonly explanation?: string }>> = {
  completed: { label: 'Completed' },
  refused: { label: 'Refused' },
  interaction: { label: 'Waiting', explanation: 'The person has to act' },
}

const checks: Readonly<Record<CheckOutcome['outcome'], { readonly label: string; readonly explanation?: string }>> = {
  passed: { label: 'Passed' },
  failed: { label: 'Failed' },
  'would-fail': { label: 'Would fail', explanation: 'The check is only reported for this client' },
}

export const traceEnums: readonly EnumDeclaration[] = [enumOf('TraceStepOutcome', steps), enumOf('TraceCheckOutcome', checks)]

function shown(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, update: 'serverSet' }
}

const text = { type: 'string', format: 'string' } as const
const nullableText = { ...text, nullable: true } as const

export const traceEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:TraceStep',
    description: 'One request of a transaction, or one act of its user.',
    shape: {
      fields: {
        at: shown('Time', 'When it was', { type: 'utcDateTime' }),
        endpoint: shown('Endpoint', 'Where the request went, or what the user did', text),
        outcome: shown('Outcome', 'How it ended', { type: 'enum', enumName: 'TraceStepOutcome' }),
        reason: shown('Reason', 'Why it was refused', nullableText),
        note: shown('Note', 'Why the user had to act, or what was decided', nullableText),
        checks: shown('Checks', 'The checks that ran, in their order', { type: 'objectList', objectName: 'x:TraceCheck' }),
      },
    },
  },
  {
    name: 'x:TraceCheck',
    description: 'A check of a request and what came of it.',
    shape: {
      fields: {
        name: shown('Check', 'Name of the check', text),
        spec: shown('Specification', 'What asks for it', text),
        outcome: shown('Outcome', 'What came of it', { type: 'enum', enumName: 'TraceCheckOutcome' }),
        reason: shown('Reason', 'Why it failed', nullableText),
        expected: shown('Expected', 'What should have come', nullableText),
        received: shown('Received', 'What came; never a secret', nullableText),
      },
    },
  },
]

export const traceDeclaration: ObjectDeclaration = {
  name: 'Trace',
  kind: 'object',
  description:
    'One run of the protocol from the request of a client to the last use of what it got, with every check, what was expected and what came. The newest of each client are kept.',
  verbs: ['Get', 'Query'],
  fields: {
    clientId: {
      label: 'Client',
      description: 'Client id of the client, if it is known',
      type: nullableText,
      update: 'serverSet',
      indexed: true,
    },
    startedAt: shown('Began', 'When the first request came', { type: 'utcDateTime' }),
    updatedAt: shown('Last step', 'When the last step was', { type: 'utcDateTime' }),
    steps: shown('Steps', 'What happened, in order', { type: 'objectList', objectName: 'x:TraceStep' }),
    droppedSteps: shown('Steps not kept', 'Further steps that were only counted', {
      type: 'number',
      format: 'unsignedInteger',
    }),
  },
  title: 'Trace',
  sections: [{ fields: ['clientId', 'startedAt', 'updatedAt', 'steps', 'droppedSteps'] }],
  list: {
    title: 'Traces',
    subtitle: 'What clients asked and what came of it, newest first',
    labelProperty: 'clientId',
    singularName: 'trace',
    pluralName: 'traces',
    columns: ['startedAt', 'clientId', 'updatedAt'],
    filters: ['clientId'],
    sort: ['startedAt'],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Traces', icon: 'route' },
}
