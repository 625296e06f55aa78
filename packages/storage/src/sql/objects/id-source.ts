import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'

/** A table expression with the column `id`, in which all objects of a type are, in the order of an index. */
export function idSource(object: ManagedName): RawBuilder<unknown> {
  switch (object) {
    case 'Account':
      return sql`(select account_id as id from accounts)`
    case 'OAuthClient':
      return sql`(select object_id as id from clients)`
    case 'OidcProvider':
    case 'Authentication':
    case 'ClientRegistration':
    case 'SecurityPosture':
      return sql`(select 'singleton' as id)`
    default:
      return sql`(select id from managed_objects where object = ${sql.lit(object)})`
  }
}
