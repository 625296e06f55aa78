import type { ImportOptions, Translator } from '../contract.ts'
import { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { addClient } from './clients.ts'
import { addGroups } from './groups.ts'
import { reportRealm } from './realm-settings.ts'
import { readScopes } from './scopes.ts'
import { addUser, type UserContext } from './users.ts'

/**
 * What `kc.sh export` writes: a realm with its users in one file, or a file of the realm and others of users, of one realm or of all. Of
 * several realms one must be named, as names and client ids are only unique within one.
 */
export function keycloakRealm(translation: Translation, { realm: wanted }: ImportOptions): Translator {
  let first: { readonly realm: string; readonly place: string } | undefined
  const isOther = new Set<string>()
  const context: UserContext = { translation, listAttributes: new Set(), hasUsers: false }

  function counts(realm: string, place: string): boolean {
    if (wanted !== undefined) {
      if (realm !== wanted && !isOther.has(realm)) translation.leave('realm that was not asked for', realm)
      if (realm !== wanted) isOther.add(realm)
      return realm === wanted
    }
    first ??= { realm, place }
    if (first.realm === realm) return true
    if (!isOther.has(realm)) {
      translation.mistake(place, `is of the realm ${realm}, and ${first.place} of ${first.realm}; name one with --realm`)
    }
    isOther.add(realm)
    return false
  }

  function takeRealm(value: unknown, place: string): void {
    const document = Members.of(value, place, translation)
    if (document === undefined) return
    const realm = document.text('realm')
    if (realm === undefined) {
      translation.mistake(place, 'must say realm, as an export of Keycloak does')
      return
    }
    if (!counts(realm, place)) return
    const groups = addGroups(document.each('groups'), translation)
    const scopes = readScopes(document.each('clientScopes'), { ...context, groups })
    for (const client of document.each('clients')) addClient(client, { ...context, scopes, groups })
    for (const user of document.each('users')) addUser(user, context)
    reportRealm(document, realm, translation)
  }

  return {
    take(value, place) {
      if (!Array.isArray(value)) takeRealm(value, place)
      else for (const [index, one] of value.entries()) takeRealm(one, `${place} /${index}`)
    },
    finish() {
      if (wanted !== undefined && !context.hasUsers && isOther.size > 0 && translation.result.lines.length === 0) {
        translation.mistake('', `There is no realm ${wanted} in the files.`)
      }
      if (!context.hasUsers && translation.result.lines.length > 0) {
        translation.suggest('The files hold no users: an export of the console never does; use `kc.sh export --users same_file`.')
      }
    },
  }
}
