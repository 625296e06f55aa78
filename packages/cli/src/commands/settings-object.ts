import type { LocalLatchkey } from '@latchkey/server'
import { UsageError } from '../command.ts'

/** Objects that the command line knows, in the spelling of the protocol. */
const objects = ['OidcProvider'] as const

/** The object that a name means: `OidcProvider`, `oidc-provider`, `oidcprovider`, `x:OidcProvider`. @throws UsageError */
export function objectNamed(name: string | undefined): (typeof objects)[number] {
  if (name === undefined) throw new UsageError(`name an object: ${objects.join(', ')}`)
  const plain = canonical(name.replace(/^x:/i, ''))
  const found = objects.find((object) => canonical(object) === plain)
  if (found === undefined) throw new UsageError(`unknown object: ${name}; there is ${objects.join(', ')}`)
  return found
}

/** A singleton has one id, which need not be given. @throws UsageError for another one */
export function checkSingletonId(id: string | undefined): void {
  if (id !== undefined && id !== 'singleton') throw new UsageError('the id of OidcProvider is singleton')
}

/** The field that a name means, without regard to case and hyphens; what follows a slash stays. @throws UsageError */
export function fieldPointer(latchkey: LocalLatchkey, pointer: string): string {
  const [name = '', ...rest] = pointer.split('/')
  const field = latchkey.settingsFields.find((candidate) => canonical(candidate.name) === canonical(name))
  if (field === undefined) {
    throw new UsageError(
      `unknown field: ${name}; OidcProvider has ${latchkey.settingsFields.map((each) => each.name).join(', ')}`,
    )
  }
  return [field.name, ...rest].join('/')
}

function canonical(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}
