import type { MutualTls } from '@latchkey/core'
import type { Log } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { StartRefused } from '../options/option.ts'
import { ensureAdministrator } from './administrator.ts'
import { applyFileAtStart } from './apply-plan.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'
import { sentenceOf } from './sentence-of.ts'
import { prepareSetupLink } from './setup-link.ts'
import { startSweeper } from './sweeper.ts'

/** An installation that is ready to be served: its data open, its administrator or set-up link there, swept from time to time. */
export interface Installation extends OpenEngine {
  /** Says where to go. */
  announce(): void
  close(): Promise<void>
}

/** How an installation is reached. */
export interface Site {
  readonly issuer: string
  /** What can be done with certificates of clients; `undefined`: none arrive. */
  readonly mutualTls: MutualTls | undefined
}

/** Opens the data of an installation. @throws StartRefused when it cannot be used */
export async function openData(options: StartOptions, { issuer, mutualTls }: Site, log: Log): Promise<OpenEngine> {
  const { data, database, masterKey, fetchAllow } = options
  try {
    return await openEngine({ url: issuer, data, database, masterKey, fetchAllow, mutualTls, clock: Date.now, log })
  } catch (cause) {
    if (cause instanceof StartRefused) throw cause
    const name = database === undefined ? 'LATCHKEY_DATA' : 'LATCHKEY_DATABASE'
    const value = database === undefined ? { value: data } : {}
    throw new StartRefused([{ name, ...value, remedy: `cannot be used: ${sentenceOf(cause)}` }])
  }
}

/** Opens an installation and does what a start does once, however many processes serve it. @throws StartRefused */
export async function prepareInstallation(options: StartOptions, site: Site, log: Log): Promise<Installation> {
  const { issuer } = site
  const opened = await openData(options, site, log)
  const { engine, folder } = opened
  try {
    const { clock, crypto, identity, storage } = engine
    const ports = { clock, crypto, identity, stores: storage.identity }
    if (options.admin !== undefined) reportAdministrator(log, await ensureAdministrator(ports, options.admin))
    if (options.apply !== undefined) await applyFileAtStart(engine.management, options.apply, log)
    const link = await prepareSetupLink(ports, issuer, folder)
    const stopSweeping = startSweeper(
      () => storage.sweep(clock()),
      (cause) => log.write({ level: 'error', event: 'failure', at: 'sweep', cause }),
    )
    return {
      ...opened,
      announce() {
        notice(log, `Latchkey is ready at ${issuer} (data in ${folder.path})`)
        if (link === undefined) return
        const message = `No administrator yet. Create one with this link, which works once, for a day (also in ${link.file}):`
        log.write({ level: 'info', event: 'notice', message, link: link.url })
      },
      async close() {
        stopSweeping()
        await engine.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

function reportAdministrator(log: Log, outcome: Awaited<ReturnType<typeof ensureAdministrator>>): void {
  if (outcome === 'created') notice(log, 'Created the administrator of LATCHKEY_ADMIN.')
  if (outcome === 'restored') notice(log, 'Restored the administrator of LATCHKEY_ADMIN: password, rights, enabled.')
}

function notice(log: Log, message: string): void {
  log.write({ level: 'info', event: 'notice', message })
}
