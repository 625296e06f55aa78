import type { Actor, Origin, Through } from '@latchkey/core'
import type { EnumDeclaration, Fields } from '../../declarations/declaration.ts'
import type { JsonObject } from '../../ports/json.ts'

type Labelled = { readonly label: string; readonly explanation?: string }

const throughs: Readonly<Record<Through, Labelled>> = {
  api: { label: 'Management API' },
  'command-line': { label: 'Command line', explanation: 'Run beside the database' },
  console: { label: 'Web console' },
  file: { label: 'Plan file' },
  page: { label: 'Page', explanation: 'Sign-in, consent and account pages' },
  protocol: { label: 'Protocol endpoint' },
  registration: { label: 'Client registration' },
  setup: { label: 'Set-up link' },
  start: { label: 'Start of the server', explanation: 'First start, recovery, and what the server does by itself' },
}

const actors: Readonly<Record<Actor['kind'], Labelled>> = {
  account: { label: 'Account' },
  client: { label: 'Client' },
  operator: { label: 'Operator', explanation: 'Whoever can run the command line beside the database' },
  system: { label: 'Server' },
  anonymous: { label: 'Nobody known' },
}

/** Values of an enum whose names are the keys of a table. */
export function enumOf(name: string, values: Readonly<Record<string, Labelled>>): EnumDeclaration {
  return { name, values: Object.entries(values).map(([value, labels]) => ({ name: value, ...labels })) }
}

export const originEnums: readonly EnumDeclaration[] = [enumOf('AuditThrough', throughs), enumOf('AuditActor', actors)]

const text = { type: 'string', format: 'string', nullable: true } as const

/** Who did something, from where, through what. */
export const originFields = {
  actorKind: {
    label: 'Kind of actor',
    description: 'What kind of actor did it',
    type: { type: 'enum', enumName: 'AuditActor' },
    update: 'serverSet',
  },
  actor: {
    label: 'Actor',
    description: 'Id of the account or client that did it, else the kind of the actor',
    type: { type: 'string', format: 'string' },
    update: 'serverSet',
    indexed: true,
  },
  actorName: {
    label: 'Name of the actor',
    description: 'Name that the account had then',
    type: text,
    update: 'serverSet',
  },
  through: {
    label: 'Through',
    description: 'The way in',
    type: { type: 'enum', enumName: 'AuditThrough' },
    update: 'serverSet',
  },
  address: {
    label: 'Address',
    description: 'Network address of the peer',
    type: text,
    update: 'serverSet',
  },
  credential: {
    label: 'Credential',
    description: 'Id of the API key or app password that was used, or the kind of the credential',
    type: text,
    update: 'serverSet',
  },
} as const satisfies Fields

/** The members of `originFields`. */
export function originToWire({ actor, through, address, credential }: Origin): JsonObject {
  return {
    actorKind: actor.kind,
    actor: idOfActor(actor),
    actorName: actor.kind === 'account' ? actor.name : null,
    through,
    address: address ?? null,
    credential: credential ?? null,
  }
}

function idOfActor(actor: Actor): string {
  switch (actor.kind) {
    case 'account':
      return actor.accountId
    case 'client':
      return actor.clientId
    default:
      return actor.kind
  }
}
