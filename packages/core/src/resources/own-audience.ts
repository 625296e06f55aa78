/** Whether a token is for the endpoints of this server: UserInfo and management (RFC8707-2, RFC9068-4). */
export function isForIssuer({ audience }: { readonly audience: readonly string[] }, issuer: string): boolean {
  return audience.length === 0 || audience.includes(issuer)
}
