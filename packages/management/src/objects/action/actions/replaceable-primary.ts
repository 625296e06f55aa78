import { algorithmOfSetting } from '@latchkey/core'
import type { OidcProviderObject, SetError } from '../../../contract.ts'

/** Why the server cannot replace the key of the settings by one of its own making; `undefined`: it can. */
export function refusalToReplacePrimary(oidcProvider: Pick<OidcProviderObject, 'current' | 'get'>): SetError | undefined {
  const algorithm = algorithmOfSetting(oidcProvider.current().signatureAlgorithm)
  if (algorithm.family === 'hmac') {
    return refused(
      `The settings sign with ${algorithm.name}, whose keys are the secrets of the clients. Rotate those, or choose another signatureAlgorithm.`,
    )
  }
  const source = oidcProvider.get()['signatureKey']
  const variant = typeof source === 'object' && source !== null && '@type' in source ? source['@type'] : undefined
  if (variant === 'Text') return undefined
  return refused(
    'The signatureKey comes from a file or an environment variable, which the server does not write. Replace it there, then create the action ReloadSettings.',
  )
}

function refused(description: string): SetError {
  return { type: 'forbidden', description }
}
