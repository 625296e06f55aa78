import { issueSetupToken, type SetupPorts } from '@latchkey/identity'
import type { DataFolder } from './data-folder.ts'

export interface SetupLink {
  readonly url: string
  /** Where it was written, readable by the owner only. */
  readonly file: string
}

/** A new set-up link as long as there is no administrator; older ones stop working. `undefined`: there is one. */
export async function prepareSetupLink(ports: SetupPorts, issuer: string, folder: DataFolder): Promise<SetupLink | undefined> {
  if (await ports.stores.accounts.hasAdministrator()) {
    folder.removeSetupLink()
    return undefined
  }
  const url = `${issuer}/setup?token=${await issueSetupToken(ports)}`
  return { url, file: folder.writeSetupLink(url) }
}
