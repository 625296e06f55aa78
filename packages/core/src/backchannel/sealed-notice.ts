import type { CryptoPort } from '../ports/crypto.ts'

/** What is sent back to a client; both are secrets that are needed again. */
export interface Notice {
  readonly authReqId: string
  /** `client_notification_token` of the request. */
  readonly token: string
}

/** Seals a notice under the master key. */
export function sealNotice({ authReqId, token }: Notice, { crypto }: { readonly crypto: Pick<CryptoPort, 'seal'> }): string {
  return crypto.seal(JSON.stringify([authReqId, token]))
}

/** Opens what `sealNotice` made. */
export function openNotice(sealed: string, { crypto }: { readonly crypto: Pick<CryptoPort, 'openSealed'> }): Notice {
  const [authReqId, token]: [string, string] = JSON.parse(crypto.openSealed(sealed))
  return { authReqId, token }
}
