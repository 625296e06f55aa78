import type { CryptoPort } from '../ports/crypto.ts'

/** RFC7636-4.2: BASE64URL(SHA256(ASCII(code_verifier))). */
export function s256Challenge(verifier: string, crypto: CryptoPort): string {
  return crypto.digest(verifier)
}

const unreserved = /^[A-Za-z0-9\-._~]+$/

/** RFC7636-4.1: 43 to 128 unreserved characters. */
export function isCodeVerifier(text: string): boolean {
  return text.length >= 43 && text.length <= 128 && unreserved.test(text)
}
