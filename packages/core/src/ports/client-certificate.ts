/** One attribute of a name (RFC5280-4.1.2.4). */
export interface NameAttribute {
  /** Object identifier, dotted. */
  readonly type: string
  /** Absent: a value that is no text. */
  readonly text?: string
  /** The encoded value, lower-case hexadecimal. */
  readonly der: string
}

/** RDNs in the order of the certificate, each of one attribute or several. */
export type DistinguishedName = readonly (readonly NameAttribute[])[]

/**
 * The certificate whose key the sender of a request proved to hold in its TLS handshake, seen by our own listener or told by a trusted proxy.
 * Nothing else about it is decided.
 */
export interface ClientCertificate {
  /** SHA-256 of its DER form, base64url: `x5t#S256`. */
  readonly thumbprint: string
  /** DER in base64, as `x5c` has it. */
  readonly encoded: string
  /** Members that make its public key; `undefined`: a kind of key that JWK does not know. */
  readonly publicKey: Readonly<Record<string, unknown>> | undefined
  /** Milliseconds since the epoch, both ends included. */
  readonly validFrom: number
  readonly validTo: number
  readonly subject: DistinguishedName
  /** The subject alternative names (RFC5280-4.2.1.6), each kind as it is written there; addresses as text. */
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  readonly addresses: readonly string[]
  readonly emails: readonly string[]
  /**
   * Why no authority that this server trusts vouches for it as a client's certificate at a time, a sentence for the trace; `undefined`: one
   * does (RFC5280-6).
   */
  findChainProblem(now: number): string | undefined
}

/** What a server can do with certificates of clients. */
export interface MutualTls {
  /** Authorities are configured, so that certificates can be recognised by their subject. */
  readonly hasAuthorities: boolean
  /** What endpoints begin with where certificates are asked for; absent: the issuer, as everywhere. */
  readonly endpoints?: string
}
