/** A key of the ring. The private part is sealed with the master key. */
export interface SigningKeyRecord {
  readonly kid: string
  /** JOSE name: of a signature, or of a key management for a key to which others encrypt. */
  readonly algorithm: string
  readonly publicJwk: Readonly<Record<string, string>>
  /** Absent: retired, kept only to be published. */
  readonly sealedPrivatePem?: string
  readonly createdAt: number
  /** Published ahead: it signs from then on only. */
  readonly signsFrom?: number
  /** Signs until then, since another key takes its place. */
  readonly retiresAt?: number
  /** Published until then; absent: as long as it signs. A key to which others encrypt decrypts until then, published no more. */
  readonly publishedUntil?: number
}

export interface SigningKeyStore {
  list(now: number): Promise<readonly SigningKeyRecord[]>
  /** Inserts unless a live key (with a private part, and without an end) of that algorithm exists; answers the key that is in force. */
  insertIfNone(key: SigningKeyRecord): Promise<SigningKeyRecord>
  /** Publishes a retired key, or prolongs its publication; idempotent by `kid`. */
  publish(key: SigningKeyRecord): Promise<void>
  /** Inserts a key that signs from now on and retires all others of its algorithm, published until `publishedUntil`, in one transaction. */
  rotate(key: SigningKeyRecord, publishedUntil: number): Promise<void>
  /**
   * Publishes a key that signs from its `signsFrom`. Every key of its algorithm that signs now, and `previous` that was not in the store
   * with its private part, signs until then and is published until `publishedUntil`; one that waited until now is removed. One
   * transaction.
   */
  publishNext(
    next: SigningKeyRecord & { readonly signsFrom: number },
    overlap: { readonly publishedUntil: number; readonly now: number; readonly previous?: SigningKeyRecord },
  ): Promise<void>
  /** Inserts a key to which others encrypt from now on; all others of its algorithm decrypt until `decryptsUntil`. One transaction. */
  replaceEncryptionKey(key: SigningKeyRecord, decryptsUntil: number): Promise<void>
  /** Takes the private part of a key away and publishes it until `publishedUntil`. `false`: there is no such key that signs. */
  retire(kid: string, publishedUntil: number): Promise<boolean>
  /** How many writes this process has begun: what was read before the last one may be old. */
  writes(): number
}
