import type { Ports } from '../ports/ports.ts'

type Policy = Pick<Ports, 'settings' | 'security'>

/**
 * Whether a client may be described by a document at its own address: as the settings say, and always under the profile `mcp` of the server,
 * whose clients come without being known (LATCHKEY-0044-fapi2-and-mcp-profiles).
 */
export function admitsDocuments({ settings, security }: Policy): boolean {
  return !settings().requireClientRegistration || security?.().profile === 'mcp'
}

/** Whether a client may register itself without anybody vouching for it; as `admitsDocuments`. */
export function admitsAnonymousRegistration({ settings, security }: Policy): boolean {
  return settings().anonymousClientRegistration || security?.().profile === 'mcp'
}
