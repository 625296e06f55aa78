import { firstTables } from './0001-first-tables.ts'
import type { SchemaStep } from './schema-step.ts'

/** All changes of the schema, in order. A released one is never edited. */
export const schemaSteps: readonly SchemaStep[] = [firstTables]

/** How many changes of the schema this program brings. */
export const newestSchema: number = schemaSteps.length
