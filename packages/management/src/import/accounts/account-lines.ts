import type { Translator } from '../contract.ts'
import { addForeignAccount } from '../foreign-account.ts'
import { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/**
 * Our own form, for whoever comes from elsewhere: a line is an account,
 * `{"name":"jane","subject":"...","passwordHash":"$argon2id$...","claims":{...},"attributes":{...},"groups":["staff"],"disabled":false}`.
 * Only `name` must be there. A member that is none is a mistake: it was written for this program.
 */
export function accountLines(translation: Translation): Translator {
  return {
    take(value, place) {
      const account = Members.of(value, place, translation)
      if (account === undefined) return
      const username = account.text('name')
      if (username === undefined) {
        translation.mistake(place, 'must say name')
        return
      }
      const described = {
        username,
        subject: account.text('subject'),
        passwordHash: account.text('passwordHash'),
        claims: Object.fromEntries(account.members('claims')?.entries ?? []),
        attributes: Object.fromEntries(account.members('attributes')?.entries ?? []),
        groups: account.texts('groups'),
        isDisabled: account.flag('disabled') === true,
      }
      const known = 'name, subject, passwordHash, claims, attributes, groups, disabled'
      for (const name of account.unread) translation.mistake(account.at(name), `is no member of an account; it has ${known}`)
      addForeignAccount(described, place, translation)
    },
    finish: () => undefined,
  }
}
