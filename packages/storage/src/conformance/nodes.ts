import { after, before } from 'node:test'
import type { Clock } from '@latchkey/core'
import type { Storage } from '../storage.ts'

/** A database of its own for one group of tests. */
export interface TestDatabase {
  /** Opens it (again): each call is one node or process of its own, with its own connections and its own memory. */
  open(clock: Clock): Promise<Storage>
  /** Removes it when all is closed. */
  remove(): Promise<void>
}

export type CreateDatabase = () => Promise<TestDatabase>

/** The instant at which the tests take place, milliseconds since the epoch. */
export const now = 1_800_000_000_000

/** Two nodes on one new database, for the tests of the enclosing `describe`. */
export interface Nodes {
  readonly here: Storage
  readonly there: Storage
  readonly database: TestDatabase
}

export function twoNodes(create: CreateDatabase): () => Nodes {
  let nodes: Nodes | undefined
  before(async () => {
    const database = await create()
    const here = await database.open(() => now)
    nodes = { database, here, there: await database.open(() => now) }
  })
  after(async () => {
    await nodes?.here.close()
    await nodes?.there.close()
    await nodes?.database.remove()
  })
  return () => {
    if (nodes === undefined) throw new Error('the database was not created')
    return nodes
  }
}

/** How often each answer was given. */
export function tally<Answer extends string | boolean>(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[String(answer)] = (counts[String(answer)] ?? 0) + 1
  return counts
}

/** Runs `attempt` so often at once, alternating between the nodes. */
export function race<Result>(
  count: number,
  nodes: Nodes,
  attempt: (storage: Storage, index: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => attempt(index % 2 === 0 ? nodes.here : nodes.there, index)))
}

/** What the contract calls a second, with room for a machine that is busy with other tests; milliseconds. */
const second = 10_000

/** Waits until `holds` does. @throws when it does not within a second */
export async function eventually(holds: () => boolean | Promise<boolean>, limit: number = second): Promise<void> {
  const end = performance.now() + limit
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${limit} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
