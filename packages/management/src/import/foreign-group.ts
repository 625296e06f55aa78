import { usernameKey } from '@latchkey/identity'
import type { Translation } from './translation.ts'

const longest = { name: 200, description: 1000 } as const

/**
 * Makes a group, once for each name. It says of itself that it gives no roles: one of that name which does is refused, as otherwise
 * everybody who is imported into it would get rights here.
 */
export function addGroup(name: string, description: string | undefined, place: string, translation: Translation): void {
  if (name === '' || name.length > longest.name) {
    translation.mistake(place, `names a group whose name has not 1 to ${longest.name} characters`)
    return
  }
  if (translation.has('group', usernameKey(name))) return
  translation.isFirst('group', usernameKey(name), place)
  const text = description?.trim() ?? ''
  const isFitting = text !== '' && text.length <= longest.description
  translation.add('Group', { name, ...(isFitting && { description: text }), roleIds: {} }, place)
}
