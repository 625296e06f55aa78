import { publicKeySignatures } from '../client-keys/key-fit.ts'
import { clientSignatures } from '../client-keys/verify-client-jws.ts'
import type { ClientAuthenticationMethod } from '../clients/client.ts'

/** JOSE names of what assertions of a method may be signed with; a method without assertions has none. */
const algorithmsOf: ReadonlyMap<ClientAuthenticationMethod, readonly string[]> = new Map([
  ['client_secret_jwt', clientSignatures.filter((name) => !publicKeySignatures.includes(name))],
  ['private_key_jwt', publicKeySignatures],
])

/** The algorithms of a method: that of the record, where it names one of the method's kind, else all of that kind. */
export function assertionAlgorithms(method: ClientAuthenticationMethod, registered?: string): readonly string[] {
  const ofMethod = algorithmsOf.get(method) ?? []
  return registered === undefined ? ofMethod : ofMethod.filter((name) => name === registered)
}

/** Whether an algorithm can be registered beside a method; beside one without assertions it means nothing. */
export function fitsMethod(algorithm: string, method: ClientAuthenticationMethod | undefined): boolean {
  return (method === undefined ? undefined : algorithmsOf.get(method)?.includes(algorithm)) ?? true
}
