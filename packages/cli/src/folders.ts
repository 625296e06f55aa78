import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Environment } from './command.ts'

/** Where this user's settings of the command are kept (XDG Base Directory). */
export function configurationFolder(environment: Environment): string {
  return below(environment['XDG_CONFIG_HOME'], '.config', environment)
}

/** Where this user's copies of what servers have are kept. */
export function cacheFolder(environment: Environment): string {
  return below(environment['XDG_CACHE_HOME'], '.cache', environment)
}

/** A relative path counts as not given, as the specification says. */
function below(given: string | undefined, otherwise: string, environment: Environment): string {
  const base = given !== undefined && isAbsolute(given) ? given : join(environment['HOME'] ?? homedir(), otherwise)
  return join(base, 'latchkey')
}
