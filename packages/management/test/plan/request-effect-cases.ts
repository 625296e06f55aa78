import { type Case, changed, made, members } from './effect-case.ts'

export const requestCases: Readonly<Record<string, readonly Case[]>> = {
  requestUris: [
    changed({}, members('https://a/object'), '+ fetches requests of client x from https://a/object'),
    changed(members('https://a/object'), {}, '- no longer fetches requests of client x from https://a/object'),
  ],
  requestObjectSigningAlg: [
    changed(null, 'none', '+ accepts request objects of client x that nobody signed'),
    changed(null, 'ES256', '- accepts request objects of client x signed with ES256 only'),
    changed('none', null, '- accepts request objects of client x signed with any algorithm, unsigned ones no longer'),
    changed('ES256', null, '+ accepts request objects of client x signed with any algorithm'),
  ],
  requireSignedRequestObject: [
    changed(false, true, '- accepts requests of client x only if they are signed'),
    changed(true, false, '+ accepts requests of client x that are not signed'),
    made(false, false),
  ],
  requirePushedAuthorizationRequests: [
    changed(false, true, '- accepts requests of client x only if they were pushed'),
    changed(true, false, '+ accepts requests of client x that were not pushed'),
    made(false, false),
  ],
}
