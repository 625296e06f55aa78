/** A seeded source of random choices (mulberry32), so that a failure can be repeated. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** 0 <= x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined && items.length === 0) throw new RangeError('nothing to pick from')
    return item as Item
  }
}

const scalars: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  1001,
  0.5,
  1e308,
  -0,
  2 ** 53 + 2,
  '',
  ' ',
  '****',
  '10m',
  '-1d',
  'singleton',
  '#k0',
  '#',
  '\0',
  '\ud800',
  '‮',
  'a'.repeat(300),
  "'; DROP TABLE clients; --",
  '%',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '2026-01-01T00:00:00Z',
  '2026-13-45T99:00:00Z',
  'https://app.example/cb',
  'javascript:alert(1)',
  'es256',
  'hs256',
]

const names: readonly string[] = [
  'id',
  '@type',
  '$match',
  '__proto__',
  'constructor',
  'toString',
  '',
  '/',
  '~',
  '~2',
  'a/b',
  '0',
  '-1',
  'secret',
  'encryptionKey/secret',
  'encryptionKey/secret/deeper',
  'description/x',
]

/** Any JSON value, mostly small, sometimes deep or wide. `known`: names that mean something to the server. */
export function jsonNoise(dice: Dice, known: readonly string[], depth = 0): unknown {
  const kind = dice.next()
  if (depth > 4 || kind < 0.6) return dice.pick(scalars)
  const size = dice.chance(0.01) ? 200 : dice.below(4)
  if (kind < 0.75) return Array.from({ length: size }, () => jsonNoise(dice, known, depth + 1))
  const members = Array.from({ length: size }, () => [
    dice.chance(0.6) ? dice.pick(known) : dice.pick(names),
    jsonNoise(dice, known, depth + 1),
  ])
  return Object.fromEntries(members)
}

/** A text that once was good JSON: cut, doubled or with a byte changed. */
export function damaged(dice: Dice, text: string): string {
  const at = dice.below(text.length)
  switch (dice.below(4)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return `${text.slice(0, at)}${String.fromCharCode(dice.below(128))}${text.slice(at + 1)}`
    case 2:
      return text + text.slice(at)
    default:
      return '['.repeat(5000)
  }
}
