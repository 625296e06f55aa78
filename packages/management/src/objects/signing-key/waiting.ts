import type { SigningKeyRecord } from '@latchkey/core'

/** Whether a key was published ahead, and another one still signs in its place. */
export function isWaiting({ signsFrom }: Pick<SigningKeyRecord, 'signsFrom'>, now: number): boolean {
  return signsFrom !== undefined && signsFrom > now
}
