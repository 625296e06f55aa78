import type { DeclarationRegistry } from '../../declarations/registry.ts'
import type { WriteContext } from '../managed-definition.ts'

/** What the generic part of managed objects works on. */
export type ManagedPorts = Pick<WriteContext, 'clock' | 'crypto' | 'identity' | 'sources' | 'objects' | 'fetch'> & {
  readonly registry: DeclarationRegistry
}
