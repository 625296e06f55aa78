import type { ServerPosture, SettingsStore } from '@latchkey/core'
import { oneAtATime } from '../one-at-a-time.ts'
import { serverPosture } from './settings.ts'

/** The security posture of the server in force. */
export interface SecurityPostureObject {
  /** The same object as long as nothing changes. */
  current(): ServerPosture
  /** Puts in force what was written since, if anything: called after a commit that touched the object. */
  refresh(): Promise<void>
  close(): void
}

const storedName = 'SecurityPosture'

/**
 * Opens the `SecurityPosture` singleton. Nothing is written: what was never set has its default.
 * @param options.onReloadFailed told when a change cannot be read; the posture from before stays in force
 */
export async function openSecurityPosture(
  settings: SettingsStore,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<SecurityPostureObject> {
  let version = 0
  let current = serverPosture('{}')

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const row = await settings.find(storedName)
      if (row === undefined || row.version === version) return
      current = serverPosture(row.json)
      version = row.version
    })

  await refresh()
  const stop = settings.onChange((name) => {
    if (name === storedName) refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}
