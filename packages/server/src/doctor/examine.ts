import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { verifyAuditChain } from '@latchkey/management'
import { type DatabaseState, inspectDatabase } from '@latchkey/storage/inspect'
import { newestSchema } from '@latchkey/storage/newest-schema'
import type { Engine } from '../compose.ts'
import { createLog } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { DataFolder } from '../start/data-folder.ts'
import { databaseOf } from '../start/database-of.ts'
import { openEngine } from '../start/open-engine.ts'
import { sentenceOf } from '../start/sentence-of.ts'
import { checkDataFolder, checkMasterKeyFile, checkTls } from './check-files.ts'
import { type Finding, finding } from './finding.ts'

/**
 * Looks at an installation the way a start would, without changing its schema or making anything. Of a database that a start would
 * change it says so, and looks no further.
 */
export async function* examine(options: StartOptions): AsyncGenerator<Finding> {
  yield checkIssuer(options)
  yield checkTls(options, Date.now())
  yield* checkDataFolder(resolve(options.data))
  const isOwnDatabase = options.database === undefined
  if (isOwnDatabase && !existsSync(resolve(options.data))) {
    yield finding('database', 'ok', 'does not exist yet; the first start makes it')
    return
  }
  const folder = new DataFolder(options.data, 'look')
  yield checkMasterKeyFile(options, folder)
  const database = await checkDatabase(databaseOf(options.database, folder))
  yield* database.findings
  if (!database.isReady) return
  if (options.masterKey === undefined && folder.findMasterKey() === undefined) {
    yield finding(
      'secrets',
      'failed',
      `the master key that sealed them is missing: put it into ${folder.masterKeyFile} or LATCHKEY_MASTER_KEY`,
    )
    return
  }
  yield* checkContents(options, folder)
}

function checkIssuer({ url, listen }: StartOptions): Finding {
  const check = 'issuer'
  if (url === undefined)
    return finding(
      check,
      'warning',
      `LATCHKEY_URL is not set: only browsers on this machine reach http://localhost:${listen.port}`,
    )
  return finding(check, 'ok', url)
}

async function checkDatabase(location: string): Promise<{ readonly findings: readonly Finding[]; readonly isReady: boolean }> {
  const check = 'database'
  let state: DatabaseState
  try {
    state = await inspectDatabase(location, Date.now)
  } catch (cause) {
    return { findings: [finding(check, 'failed', `cannot be opened: ${sentenceOf(cause)}`)], isReady: false }
  }
  const findings = state.problems.map((problem) => finding(check, 'failed', problem))
  const number = Math.max(0, ...state.versions.map((row) => row.number))
  const needed = state.versions.find((row) => row.oldest_reader > newestSchema)
  if (needed !== undefined) {
    const message = `needs Latchkey ${needed.release} or newer`
    return { findings: [...findings, finding(check, 'failed', message)], isReady: false }
  }
  if (number === 0) return { findings: [...findings, finding(check, 'ok', 'empty; the first start fills it')], isReady: false }
  if (number < newestSchema) {
    const message = `the next start brings its schema up to date; make a backup first`
    return { findings: [...findings, finding(check, 'warning', message)], isReady: false }
  }
  return { findings: findings.length > 0 ? findings : [finding(check, 'ok', 'whole and up to date')], isReady: true }
}

async function* checkContents(options: StartOptions, folder: DataFolder): AsyncGenerator<Finding> {
  const { data, database, masterKey, listen } = options
  const url = options.url ?? `http://localhost:${listen.port}`
  const log = createLog({ level: 'error', form: 'text', clock: Date.now, sink: () => {} })
  let engine: Engine
  try {
    engine = (await openEngine({ url, data, database, masterKey, clock: Date.now, log, folder })).engine
  } catch (cause) {
    yield finding('settings', 'failed', `cannot be put in force: ${sentenceOf(cause)}`)
    return
  }
  try {
    yield finding('settings', 'ok', 'can be put in force')
    yield await checkSecrets(engine)
    yield await checkAdministrator(engine)
    yield await checkAudit(engine)
  } finally {
    await engine.close()
  }
}

/** Whether the master key opens what it sealed. */
async function checkSecrets({ storage, crypto, clock }: Engine): Promise<Finding> {
  const check = 'secrets'
  const keys = await storage.provider.signingKeys.list(clock())
  try {
    for (const { sealedPrivatePem } of keys) if (sealedPrivatePem !== undefined) crypto.openSealed(sealedPrivatePem)
    return finding(check, 'ok', 'the master key opens them')
  } catch (cause) {
    return finding(check, 'failed', sentenceOf(cause))
  }
}

async function checkAdministrator({ storage }: Engine): Promise<Finding> {
  const check = 'administrator'
  if (await storage.identity.accounts.hasAdministrator()) return finding(check, 'ok', 'there is one')
  return finding(check, 'warning', 'there is none; `latchkey setup` prints a link that makes one')
}

async function checkAudit({ storage }: Engine): Promise<Finding> {
  const check = 'audit log'
  const verdict = await verifyAuditChain(storage.management.audit)
  if (verdict.kind === 'broken') return finding(check, 'failed', `was changed: event ${verdict.sequence}: ${verdict.problem}`)
  return finding(check, 'ok', `the chain of ${verdict.events} events is intact`)
}
