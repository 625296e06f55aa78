export { clientObjectId } from '@latchkey/management/object-id'
export { openStorage } from './open-storage.ts'
export { DatabaseTooNewError } from './sql/migrate.ts'
export type { Storage } from './storage.ts'
