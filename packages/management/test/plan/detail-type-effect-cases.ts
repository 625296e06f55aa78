import { type Case, changed, made, members } from './effect-case.ts'

export const detailTypeCases: Readonly<Record<string, readonly Case[]>> = {
  texts: [changed({ en: 'a' }, { en: 'b' }, '= asks people for consent to x in other words'), made({}, { en: 'a' })],
  fields: [changed({}, { 0: { path: 'a' } }, '= changes what details of the type x may say'), made({}, { 0: { path: 'a' } })],
  required: [
    changed({}, members('amount'), '- wants amount in details of the type x'),
    changed(members('amount'), {}, '+ wants amount no longer in details of the type x'),
  ],
  resourceIds: [
    changed({}, members('bank'), '= puts x into tokens for the resource bank'),
    changed(members('bank'), {}, '= no longer names the resource bank for x'),
    made({}, members('bank')),
  ],
  remembersConsent: [
    changed(false, true, '+ does not ask again for a detail of the type x that somebody allowed before'),
    changed(true, false, '- asks each time for details of the type x'),
  ],
  enabled: [
    changed(true, false, '- takes details of the type x out of all tokens'),
    changed(false, true, '+ lets clients ask for details of the type x'),
  ],
}
