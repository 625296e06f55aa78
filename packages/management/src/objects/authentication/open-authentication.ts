import type { SettingsStore } from '@latchkey/core'
import { oneAtATime } from '../one-at-a-time.ts'
import { type AuthenticationSettings, authenticationSettings } from './settings.ts'

/** The `Authentication` singleton in force. */
export interface AuthenticationObject {
  current(): AuthenticationSettings
  /** Puts in force what was written since, if anything: called after a commit that touched the object. */
  refresh(): Promise<void>
  close(): void
}

export interface AuthenticationPorts {
  readonly stores: { readonly settings: SettingsStore }
}

const storedName = 'Authentication'

/**
 * Opens the `Authentication` singleton. Nothing is written: what was never set has its default.
 * @param options.onReloadFailed told when a change cannot be read; the settings from before stay in force
 */
export async function openAuthentication(
  { stores: { settings } }: AuthenticationPorts,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<AuthenticationObject> {
  let version = 0
  let current = authenticationSettings('{}')

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const row = await settings.find(storedName)
      if (row === undefined || row.version === version) return
      current = authenticationSettings(row.json)
      version = row.version
    })

  await refresh()
  const stop = settings.onChange((name) => {
    if (name === storedName) refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}
