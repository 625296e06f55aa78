import type { Origin } from './origin.ts'

/** Settings objects as JSON text (secret parts sealed), one row per singleton. */
export interface SettingsStore {
  find(name: string): Promise<{ readonly json: string; readonly version: number } | undefined>
  /** Writes only if the stored version is still `previous` (0: absent). */
  write(name: string, json: string, previous: number, now: number, origin?: Origin): Promise<'written' | 'changed'>
  /** Called when the row of some settings object was changed by whomever, this process included. Returns the way to stop. */
  onChange(listener: (name: string) => void): () => void
}
