import { timingSafeEqual } from 'node:crypto'

/** Lengths in octets, ends included. */
export interface OctetRange {
  readonly min: number
  readonly max: number
}

/** Salts of other programs: some are short texts. */
export const saltRange: OctetRange = { min: 4, max: 64 }
/** Fewer would be guessed, more are of no program that is known. */
export const tagRange: OctetRange = { min: 16, max: 64 }

/** Octets in base64 without padding, as hashes have them. `undefined`: another text, or a length out of range. */
export function parseOctets(text: string, { min, max }: OctetRange): Buffer | undefined {
  const octets = Buffer.from(text, 'base64')
  // Anything that the decoder skips, padding and spare bits are found by writing it again.
  return octets.length >= min && octets.length <= max && formatOctets(octets) === text ? octets : undefined
}

export function formatOctets(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '')
}

/** Comparison that takes the same time wherever they differ. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
