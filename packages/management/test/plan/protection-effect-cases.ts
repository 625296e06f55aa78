import { type Case, changed } from './effect-case.ts'

const answers = [
  ['idToken', 'ID tokens'],
  ['userinfo', 'UserInfo answers'],
  ['authorization', 'authorization responses'],
] as const

export const protectionCases: Readonly<Record<string, readonly Case[]>> = {
  idTokenSignedResponseAlg: [
    changed(null, 'RS256', '= signs ID tokens for client x with RS256'),
    changed('RS256', null, '= signs ID tokens for client x with the algorithm of the provider'),
    changed('RS256', 'none', '+ sends ID tokens for client x unsigned'),
    changed('none', 'RS256', '- signs ID tokens for client x with RS256'),
  ],
  authorizationSignedResponseAlg: [
    changed(null, 'ES256', '= signs authorization responses for client x with ES256'),
    changed('ES256', null, '= signs authorization responses for client x with RS256'),
  ],
  userinfoSignedResponseAlg: [
    changed(null, 'ES256', '- signs UserInfo answers for client x with ES256'),
    changed('ES256', 'PS256', '= signs UserInfo answers for client x with PS256'),
    changed('ES256', null, '+ no longer signs UserInfo answers for client x'),
  ],
  ...Object.fromEntries(
    answers.flatMap(([name, what]): readonly (readonly [string, readonly Case[]])[] => [
      [
        `${name}EncryptedResponseAlg`,
        [
          changed(null, 'ECDH-ES', `- encrypts ${what} for client x by ECDH-ES`),
          changed('ECDH-ES', 'dir', `= encrypts ${what} for client x by dir`),
          changed('ECDH-ES', null, `+ no longer encrypts ${what} for client x`),
        ],
      ],
      [
        `${name}EncryptedResponseEnc`,
        [
          changed(null, 'A256GCM', `= encrypts the content of ${what} for client x by A256GCM`),
          changed('A256GCM', null, `= encrypts the content of ${what} for client x by A128CBC-HS256`),
        ],
      ],
    ]),
  ),
  requestObjectEncryptionAlg: [
    changed(null, 'ECDH-ES', '- accepts encrypted request objects of client x with key encryption ECDH-ES only'),
    changed('ECDH-ES', null, '+ accepts encrypted request objects of client x whatever their key encryption'),
  ],
  requestObjectEncryptionEnc: [
    changed(null, 'A128GCM', '- accepts encrypted request objects of client x with content encryption A128GCM only'),
    changed('A128GCM', null, '+ accepts encrypted request objects of client x whatever their content encryption'),
  ],
}
