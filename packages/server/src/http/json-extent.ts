/** How much a JSON text holds. */
export interface JsonExtent {
  /** Arrays, objects and what they hold, at least: of a text that is no JSON it says how far one could get with it. */
  readonly values: number
  /** Most arrays and objects inside each other. */
  readonly depth: number
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b])
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** Measures a JSON text before anything is made of it: a parsed value takes up to thirty times the memory of its text. */
export function jsonExtent(octets: Uint8Array): JsonExtent {
  let values = 1
  let open = 0
  let depth = 0
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0
    if (octet === quote) at = endOfText(octets, at)
    else if (octet === comma) values += 1
    else if (opening.has(octet)) {
      values += 1
      open += 1
      if (open > depth) depth = open
    } else if (closing.has(octet)) open -= 1
  }
  return { values, depth }
}

/** Where the text that begins with the quotation mark at `start` ends. */
function endOfText(octets: Uint8Array, start: number): number {
  for (let end = octets.indexOf(quote, start + 1); end !== -1; end = octets.indexOf(quote, end + 1)) {
    let first = end
    while (octets[first - 1] === backslash) first -= 1
    if ((end - first) % 2 === 0) return end
  }
  return octets.length
}
