/** A provider as the load generator sees it: plain data, passed to another process. */
export interface Target {
  readonly port: number
  /** `Host` of every request. */
  readonly host: string
  /** Paths with a leading slash, from the provider's own discovery document. */
  readonly paths: {
    readonly discovery: string
    readonly jwks: string
    readonly userinfo: string
    readonly authorize: string
    readonly token: string
    readonly introspection: string
    readonly par: string
  }
  /** Bodies that discovery, JWKS and each person's userinfo must have, byte for byte. */
  readonly expected: { readonly discovery: string; readonly jwks: string }
  readonly redirectUri: string
  /** A client whose ID tokens are signed with ES256, and one with RS256. */
  readonly clients: { readonly es256: TargetClient; readonly rs256: TargetClient }
  /** Private, as a JWK: the P-256 key that `boundAccessToken` of each person is bound to. */
  readonly proofKey: Readonly<Record<string, string>>
  /** Signed-in browsers; a connection of the load generator is one of them. */
  readonly people: readonly Person[]
}

export interface TargetClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** A signed-in browser and what clients hold for its person. */
export interface Person {
  /** `Cookie` header of the authorization endpoint. */
  readonly cookie: string
  /** Opaque, of the ES256 client. */
  readonly accessToken: string
  /** Of the same client, bound to `proofKey`. */
  readonly boundAccessToken: string
  readonly refreshTokens: { readonly es256: string; readonly rs256: string }
  /** What userinfo answers to either access token. */
  readonly userinfo: string
}
