import type { Finding } from '../checks/check.ts'
import { strongAlgorithms } from '../client-keys/strong-algorithms.ts'
import type { Client } from '../clients/client.ts'
import type { Ports } from '../ports/ports.ts'
import { postureOf } from '../posture/posture-of.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import { algorithmOfSetting, type SigningAlgorithm } from './algorithms.ts'

/** What a client can register of the signatures that it is sent. */
export const signedForClient = [
  'idTokenSignedResponseAlg',
  'authorizationSignedResponseAlg',
  'userinfoSignedResponseAlg',
  'introspectionSignedResponseAlg',
] as const satisfies readonly (keyof Client)[]

/**
 * Whether a client wants to be sent signatures by other algorithms than FAPI 2 allows. Those that it leaves open are chosen for it
 * (`chosenAlgorithm`).
 * @see FAPI2SP-5.4.1
 */
export function checkStrongSignatures({ client }: { readonly client: Client }): Finding | undefined {
  const weak = signedForClient.flatMap((member) => client[member] ?? []).find((name) => !strongAlgorithms.includes(name))
  if (weak === undefined) return undefined
  return { reason: 'client_signature_weak', expected: strongAlgorithms.join(', '), received: weak }
}

/**
 * With what is signed for a client that registered no algorithm.
 * @param usual where the rule `signature-strong-algorithm` is not enforced; where it is, only if FAPI 2 allows it
 * @see FAPI2SP-5.4.1
 */
export function chosenAlgorithm(
  usual: SigningAlgorithm,
  client: Client,
  { settings, security }: Pick<Ports, 'settings' | 'security'>,
): SigningAlgorithm {
  if (strongAlgorithms.includes(usual) || postureOf('signature-strong-algorithm', client, security?.()) !== 'enforce')
    return usual
  return strongAlgorithm(settings())
}

/** One that FAPI 2 allows: that of the primary key where it is one of them. */
export function strongAlgorithm({ signatureAlgorithm }: ProviderSettings): SigningAlgorithm {
  const { name } = algorithmOfSetting(signatureAlgorithm)
  return strongAlgorithms.includes(name) ? name : 'ES256'
}
