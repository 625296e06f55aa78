/* Signs for a second with each key on whatever runs it, and prints the signatures a second of processor time as JSON. */
import { generateKeyPairSync, type SignKeyObjectInput, sign } from 'node:crypto'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
/** About what an ID token's header and claims take. */
const input = Buffer.alloc(600, 'a')
/** Milliseconds for each key. */
const duration = 1000

console.log(JSON.stringify({ rs256: rateOf({ key: rsa }), es256: rateOf({ key: ec, dsaEncoding: 'ieee-p1363' }) }))

function rateOf(key: SignKeyObjectInput): number {
  for (let warmUp = 0; warmUp < 50; warmUp++) sign('sha256', input, key)
  const end = performance.now() + duration
  const before = process.cpuUsage()
  let signatures = 0
  for (; performance.now() < end; signatures++) sign('sha256', input, key)
  const { user, system } = process.cpuUsage(before)
  return signatures / ((user + system) / 1e6)
}
