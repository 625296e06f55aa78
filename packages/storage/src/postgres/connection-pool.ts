import pg from 'pg'

/** Connections of one node at most. */
const connections = 16

const bigint = 20

/** Every statement is short: neither compiling it nor starting processes for it ever pays. */
const session = 'set jit = off; set max_parallel_workers_per_gather = 0'

/** `bigint` columns hold instants and counters, all far below 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === bigint ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** How each connection is made, also the one that listens. */
export function clientConfig(location: string): pg.ClientConfig {
  return {
    connectionString: location,
    application_name: 'latchkey',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A node that is cut off must not hold the rows of others for long.
    idle_in_transaction_session_timeout: 15_000,
    types,
  }
}

/** @param onError told when an idle connection is lost; the pool makes another when it needs one */
export function createPool(location: string, onError: (error: unknown) => void): pg.Pool {
  const onConnect = async (client: pg.ClientBase) => {
    await client.query(session)
  }
  const pool = new pg.Pool({ ...clientConfig(location), max: connections, idleTimeoutMillis: 60_000, onConnect })
  pool.on('error', onError)
  // The pool listens to idle connections only. The loss of another is the error of its statement, and one that nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
