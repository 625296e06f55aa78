import { algorithmNamed, algorithmOfSetting, newSigningKey, primaryKeyOf } from '@latchkey/core'
import type { Caller } from '../../../access/caller.ts'
import type { SetError } from '../../../contract.ts'
import { lastTokenExpiry } from '../../signing-key/last-token-expiry.ts'
import type { Action, ActionPorts, Done } from '../action.ts'

/**
 * Lets a new key sign from now on. The one before stays published until the last token that it signed has expired. The key of the
 * settings is replaced in the settings, by a key of the same algorithm; any other algorithm has its key in the ring.
 */
export const rotateKeys: Action = {
  needs: [
    ['x:OidcProvider', 'Update'],
    ['x:SigningKey', 'Destroy'],
  ],
  async run({ algorithm: wanted }, ports, caller) {
    const primary = algorithmOfSetting(ports.oidcProvider.current().signatureAlgorithm)
    if (typeof wanted !== 'string' || wanted === primary.name) return rotatePrimary(ports, caller)
    const algorithm = algorithmNamed(wanted)
    if (algorithm === undefined) throw new TypeError('an algorithm of the enum is not in the table')
    const key = await newSigningKey(algorithm, ports)
    const settings = (): ReturnType<typeof ports.oidcProvider.current> => ports.oidcProvider.current()
    await ports.signingKeys.rotate(key, await lastTokenExpiry({ ...ports, settings }))
    return { created: { kid: key.kid } }
  },
}

async function rotatePrimary({ oidcProvider, crypto, updateSettings }: ActionPorts, caller: Caller): Promise<Done> {
  const algorithm = algorithmOfSetting(oidcProvider.current().signatureAlgorithm)
  if (algorithm.family === 'hmac') {
    return refused(
      `The settings sign with ${algorithm.name}, whose keys are the secrets of the clients. Rotate those, or choose another signatureAlgorithm.`,
    )
  }
  const source = oidcProvider.get()['signatureKey']
  const variant = typeof source === 'object' && source !== null && '@type' in source ? source['@type'] : undefined
  if (variant !== 'Text') {
    return refused(
      'The signatureKey comes from a file or an environment variable, which the server does not write. Replace it there, then create the action ReloadSettings.',
    )
  }
  const { privatePem } = await crypto.generateKey(algorithm)
  const error = await updateSettings({ signatureKey: { '@type': 'Text', secret: privatePem } }, caller)
  if (error !== undefined) return { error }
  const primary = await primaryKeyOf(oidcProvider.current(), crypto)
  return { created: { kid: primary?.key.kid ?? '' } }
}

function refused(description: string): { readonly error: SetError } {
  return { error: { type: 'forbidden', description } }
}
