import type { RegistrationPolicy, SettingsStore } from '@latchkey/core'
import { oneAtATime } from '../one-at-a-time.ts'
import { registrationPolicy } from './settings.ts'

/** The rules of client registration in force. */
export interface ClientRegistrationObject {
  /** The same object as long as nothing changes. */
  current(): RegistrationPolicy
  /** Puts in force what was written since, if anything: called after a commit that touched the object. */
  refresh(): Promise<void>
  close(): void
}

const storedName = 'ClientRegistration'

/**
 * Opens the `ClientRegistration` singleton. Nothing is written: what was never set has its default.
 * @param options.onReloadFailed told when a change cannot be read; the rules from before stay in force
 */
export async function openClientRegistration(
  settings: SettingsStore,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<ClientRegistrationObject> {
  let version = 0
  let current = registrationPolicy('{}')

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const row = await settings.find(storedName)
      if (row === undefined || row.version === version) return
      current = registrationPolicy(row.json)
      version = row.version
    })

  await refresh()
  const stop = settings.onChange((name) => {
    if (name === storedName) refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}
