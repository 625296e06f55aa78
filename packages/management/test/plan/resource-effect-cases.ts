import { type Case, changed, made, members } from './effect-case.ts'

export const resourceCases: Readonly<Record<string, readonly Case[]>> = {
  name: [changed('a', 'b', '= asks people for consent to x in other words'), made(null, 'b')],
  scopeIds: [
    changed({}, members('read'), '+ lets tokens for x have the scope read'),
    changed(members('read', 'write'), members('read'), '- takes the scope write from tokens for x'),
  ],
  accessTokenFormat: [
    changed('sealed', 'jwt', '+ issues tokens for x that work until they expire wherever they are not looked up'),
    changed('jwt', 'sealed', '- issues tokens for x that only this server can read'),
  ],
  requiredAcr: [
    changed(null, '1', '- wants a sign-in of the kind 1 for x'),
    changed('1', null, '+ takes tokens for x whatever sign-in they come from'),
  ],
  maxAuthenticationAge: [
    changed(null, 300_000, '- wants people to have signed in at most 5m ago for x'),
    changed(300_000, 600_000, '+ wants people to have signed in at most 10m ago for x'),
    changed(300_000, null, '+ takes tokens for x however long ago people signed in'),
  ],
  introspectionClientIds: [
    changed({}, members('api'), '+ lets the client api look up tokens for x'),
    changed(members('api'), {}, '- no longer lets the client api look up tokens for x'),
  ],
  enabled: [changed(true, false, '- issues no more tokens for x'), changed(false, true, '+ issues tokens for x')],
}
