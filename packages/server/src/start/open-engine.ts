import { randomBytes } from 'node:crypto'
import type { Clock, MutualTls } from '@latchkey/core'
import { composeEngine, type Engine } from '../compose.ts'
import type { Log } from '../log/log.ts'
import type { Networks } from '../net/networks.ts'
import { DataFolder } from './data-folder.ts'
import { databaseOf } from './database-of.ts'

export interface OpenEngineOptions {
  readonly url: string
  /** Folder of the embedded database and the master key. */
  readonly data: string
  /** `sqlite:FILE` or `postgres://...`; absent: in the data folder. */
  readonly database?: string | undefined
  /** Absent: in the data folder, made there if need be. */
  readonly masterKey?: string | undefined
  /** Private networks to which addresses that clients name may lead; absent: none. */
  readonly fetchAllow?: Networks
  /** What can be done with certificates of clients; absent: none arrive. */
  readonly mutualTls?: MutualTls | undefined
  readonly clock: Clock
  readonly log: Log
  /** Absent: that of `data`, made if need be. */
  readonly folder?: DataFolder
}

/** An engine over the data of one installation. */
export interface OpenEngine {
  readonly engine: Engine
  readonly folder: DataFolder
  readonly masterKey: string
}

/** Opens, or makes at the first start, data folder, master key, database and settings. */
export async function openEngine(options: OpenEngineOptions): Promise<OpenEngine> {
  const { folder = new DataFolder(options.data) } = options
  const masterKey = options.masterKey ?? folder.masterKey(randomBytes)
  const { url: issuer, clock, log, fetchAllow, mutualTls } = options
  const engine = await composeEngine({
    issuer,
    database: databaseOf(options.database, folder),
    masterKey,
    clock,
    log,
    mutualTls,
    ...(fetchAllow === undefined ? {} : { fetchAllow }),
  })
  return { engine, folder, masterKey }
}
