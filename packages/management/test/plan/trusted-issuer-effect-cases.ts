import { type Case, changed, made, members } from './effect-case.ts'

/** Whose assertions are exchanged for tokens. */
export const trustedIssuerCases: Readonly<Record<string, readonly Case[]>> = {
  jwks: [changed('{"keys":[]}', '{"keys":[1]}', '= changes the keys of x'), made(null, '{"keys":[]}')],
  jwksUri: [
    changed('https://x.example/one', 'https://x.example/two', '= changes where the keys of x are'),
    made(null, 'https://x.example/one'),
  ],
  algorithms: [
    changed(members('ES256'), members('ES256', 'RS256'), '+ lets x sign by RS256'),
    changed(members('ES256', 'RS256'), members('ES256'), '- no longer lets x sign by RS256'),
  ],
  maxAssertionLife: [
    changed(300_000, 600_000, '+ lengthens assertions of x from 5m to 10m'),
    changed(600_000, 300_000, '- shortens assertions of x from 10m to 5m'),
  ],
  subjectMeaning: [changed('username', 'email', '= changes whom assertions of x are about'), made('username', 'email')],
  subjectAttribute: [changed('staff', 'number', '= changes by which attribute x names people'), made(null, 'staff')],
  clientIds: [
    changed({}, members('app'), '+ lets the client app use assertions of x'),
    changed(members('app'), {}, '- no longer lets the client app use assertions of x'),
  ],
  scopes: [
    changed({}, members('email'), '+ lets assertions of x yield email'),
    changed(members('email'), {}, '- no longer lets assertions of x yield email'),
  ],
  resourceIds: [
    changed({}, members('api'), '+ lets assertions of x yield tokens for the resource api'),
    changed(members('api'), {}, '- no longer lets assertions of x yield tokens for the resource api'),
  ],
  enabled: [
    changed(true, false, '- takes no more assertions of x, and ends all tokens that they yielded'),
    changed(false, true, '+ takes assertions of x'),
  ],
}
