import { type LocalLatchkey, openLocal, readOptions, type StartOptions, StartRefused } from '@latchkey/server'
import { type Environment, Refusal } from './command.ts'

/** The installation on this machine. Imported when a command needs it: the way to a server is short without. */
export interface Installation {
  readonly options: StartOptions
  open(): Promise<LocalLatchkey>
}

/**
 * @param places flags that say where it is
 * @throws Refusal with every mistake of the start-up options
 */
export function findInstallation(environment: Environment, places: readonly string[]): Installation {
  try {
    const options = readOptions({ environment, args: places })
    return { options, open: () => openLocal(options) }
  } catch (error) {
    throw error instanceof StartRefused ? new Refusal(error.message) : error
  }
}
