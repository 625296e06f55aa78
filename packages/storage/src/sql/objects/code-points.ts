/** The order of the databases: that of UTF-8, which is that of the code points and not quite that of UTF-16. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let place = 0; place < length; place += 1) {
    const [left, right] = [a.charCodeAt(place), b.charCodeAt(place)]
    if (left !== right) return weight(left) - weight(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points behind all others. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** How many code points two well-formed texts have in common from their beginning. */
export function sharedBeginning(a: string, b: string): number {
  let shared = 0
  const others = b[Symbol.iterator]()
  for (const point of a) {
    if (others.next().value !== point) break
    shared += 1
  }
  return shared
}
