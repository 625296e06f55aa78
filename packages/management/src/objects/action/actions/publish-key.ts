import {
  type Algorithm,
  algorithmNamed,
  algorithmOfSetting,
  isWaiting,
  newSigningKey,
  primaryKeyOf,
  type SigningKeyRecord,
} from '@latchkey/core'
import type { Caller } from '../../../access/caller.ts'
import { dateText } from '../../../declarations/parse-scalar.ts'
import { lastTokenExpiry } from '../../signing-key/last-token-expiry.ts'
import type { Action, ActionPorts, Done } from '../action.ts'
import { refusalToReplacePrimary } from './replaceable-primary.ts'

/** A day: as long as relying parties usually keep a JWK Set. Milliseconds. */
const usualWait = 24 * 60 * 60 * 1_000

/**
 * Publishes a new key now and lets it sign later, so that whoever verifies has it when its first token comes. Until then the key before
 * signs on; afterwards that one stays published until the last token that it signed has expired. RotateKeys ends the wait.
 */
export const publishKey: Action = {
  needs: [
    ['x:OidcProvider', 'Update'],
    ['x:SigningKey', 'Destroy'],
  ],
  async run({ algorithm: wanted, signsAfter }, ports, caller) {
    const wait = typeof signsAfter === 'number' ? signsAfter : usualWait
    const primary = algorithmOfSetting(ports.oidcProvider.current().signatureAlgorithm)
    if (typeof wanted !== 'string' || wanted === primary.name) return publishPrimary(wait, ports, caller)
    const algorithm = algorithmNamed(wanted)
    if (algorithm === undefined) throw new TypeError('an algorithm of the enum is not in the table')
    const times = await timesOf(wait, ports)
    const key = { ...(await newSigningKey(algorithm, ports)), signsFrom: times.signsFrom }
    await ports.signingKeys.publishNext(key, { publishedUntil: times.publishedUntil, now: times.now })
    return answer(key)
  },
}

/**
 * The settings name the new key at once; the key that they named until now is kept in the ring, with its private part, for as long as it
 * signs. It is stored before they change, so that at no time there is none that may sign.
 */
async function publishPrimary(wait: number, ports: ActionPorts, caller: Caller): Promise<Done> {
  const { oidcProvider, crypto, signingKeys, updateSettings } = ports
  const error = refusalToReplacePrimary(oidcProvider)
  if (error !== undefined) return { error }
  const { now, signsFrom, publishedUntil } = await timesOf(wait, ports)
  const { sealedPrivatePem = '', ...made } = await newSigningKey(signatureAlgorithm(ports), ports)
  const next = { ...made, signsFrom, publishedUntil }
  const previous = await currentPrimary(ports, now)
  await signingKeys.publishNext(next, { publishedUntil, now, ...(previous === undefined ? {} : { previous }) })
  const secret = crypto.openSealed(sealedPrivatePem)
  const refused = await updateSettings({ signatureKey: { '@type': 'Text', secret } }, caller)
  return refused === undefined ? answer(next) : { error: refused }
}

/** The key of the settings with its private part; `undefined`: it has never signed, since it waits itself. */
async function currentPrimary(ports: ActionPorts, now: number): Promise<SigningKeyRecord | undefined> {
  const settings = ports.oidcProvider.current()
  const primary = await primaryKeyOf(settings, ports.crypto)
  if (primary === undefined) return undefined
  const { kid, algorithm } = primary.key
  const stored = (await ports.signingKeys.list(now)).find((record) => record.kid === kid)
  if (stored !== undefined && isWaiting(stored, now)) return undefined
  return {
    ...{ kid, algorithm: algorithm.name, publicJwk: primary.publicJwk },
    createdAt: stored?.createdAt ?? now,
    sealedPrivatePem: ports.crypto.seal(settings.signatureKey),
  }
}

function signatureAlgorithm({ oidcProvider }: ActionPorts): Algorithm {
  return algorithmOfSetting(oidcProvider.current().signatureAlgorithm)
}

/** The key before signs until the new one does, and is published as long after that as after its last token now. */
async function timesOf(wait: number, ports: ActionPorts) {
  const now = ports.clock()
  const lastExpiry = await lastTokenExpiry({ ...ports, settings: () => ports.oidcProvider.current() })
  return { now, signsFrom: now + wait, publishedUntil: lastExpiry + wait }
}

function answer({ kid, signsFrom }: { readonly kid: string; readonly signsFrom: number }): Done {
  return { created: { kid, signsFrom: dateText(signsFrom) } }
}
