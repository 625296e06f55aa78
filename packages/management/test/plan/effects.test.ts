import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { effectTable } from '../../src/plan/effects.ts'
import type { JsonValue } from '../../src/ports/json.ts'
import type { ManagedName } from '../../src/ports/objects.ts'
import { clientCases } from './client-effect-cases.ts'
import { detailTypeCases } from './detail-type-effect-cases.ts'
import { type Case, changed, made, members } from './effect-case.ts'
import { postureCases } from './posture-effect-cases.ts'
import { resourceCases } from './resource-effect-cases.ts'
import { selfRegistrationCases } from './self-registration-effect-cases.ts'
import { trustedIssuerCases } from './trusted-issuer-effect-cases.ts'

const day = 86_400_000
const hour = 3_600_000
const secret = (text = '****'): JsonValue => ({ '@type': 'Value', secret: text })

const cases: Readonly<Record<ManagedName, Readonly<Record<string, readonly Case[]>>>> = {
  OidcProvider: {
    authCodeMaxAttempts: [
      changed(3, 5, '+ allows 5 failed attempts instead of 3 before a code is dead'),
      changed(3, 2, '- allows 2 failed attempts instead of 3 before a code is dead'),
    ],
    anonymousClientRegistration: [
      changed(false, true, '+ lets anybody register clients'),
      changed(true, false, '- lets only those register clients who have the permission'),
    ],
    requireClientRegistration: [
      changed(true, false, '+ allows any unregistered client'),
      changed(false, true, '- refuses every client that is not registered'),
    ],
    authCodeExpiry: [changed(600_000, 60_000, '- shortens authorization codes from 10m to 1m')],
    refreshTokenExpiry: [
      changed(30 * day, day, '- shortens refresh tokens from 30d to 1d'),
      changed(day, 90 * day, '+ lengthens refresh tokens from 1d to 90d'),
    ],
    refreshTokenRenewal: [
      changed(4 * day, day, '- shortens the time before its end in which a refresh token is replaced from 4d to 1d'),
    ],
    accessTokenExpiry: [changed(hour, 2 * hour, '+ lengthens access tokens from 1h to 2h')],
    userCodeExpiry: [changed(1_800_000, 600_000, '- shortens user codes of devices from 30m to 10m')],
    idTokenExpiry: [changed(900_000, hour, '+ lengthens ID tokens from 15m to 1h')],
    encryptionKey: [
      changed(secret(), secret(), '= changes the encryption key: every access token stops working at once'),
      changed(
        secret(),
        { '@type': 'EnvironmentVariable', variableName: 'KEY' },
        '= changes the encryption key: every access token stops working at once',
      ),
    ],
    signatureAlgorithm: [changed('es256', 'rs256', '= signs ID tokens with RS256 instead of ES256')],
    signatureKey: [
      changed(
        secret(),
        secret(),
        '= replaces the signing key: relying parties that cache keys must fetch them anew to verify new ID tokens',
      ),
    ],
  },
  Authentication: {
    passwordMinLength: [
      changed(12, 8, '+ accepts new passwords of 8 characters, so far 12'),
      changed(8, 12, '- wants new passwords of 12 characters at least, so far 8'),
    ],
    passwordMaxLength: [changed(256, 64, '= accepts new passwords of up to 64 characters, so far 256')],
    maxApiKeys: [changed(5, 10, '+ allows 10 API keys an account instead of 5')],
    maxAppPasswords: [changed(5, 0, '- allows 0 app passwords an account instead of 5')],
    sessionExpiry: [changed(14 * day, day, '- shortens sessions of browsers from 14d to 1d')],
    managementSignInAge: [
      changed(null, 300_000, '- wants people to have signed in at most 5m ago who change something with an access token'),
      changed(300_000, 600_000, '+ wants people to have signed in at most 10m ago who change something with an access token'),
      changed(300_000, null, '+ takes changes with an access token however long ago people signed in'),
    ],
    revokeGrantsOnLogout: [
      changed('revoke-online', 'revoke', '- revokes all grants of a session that ends'),
      changed('revoke-online', 'keep', '+ keeps all grants of a session that ends'),
      changed('revoke', 'revoke-online', '= revokes the grants of a session that ends, except those that outlive it'),
    ],
    defaultUserRoleIds: [changed({}, members('rol_a'), '= changes what accounts may do that have no roles of their own')],
    ...selfRegistrationCases,
  },
  OAuthClient: clientCases,
  Account: {
    name: [changed('jane', 'joan', '= lets jane sign in as joan from now on'), made(null, 'jane')],
    roles: [
      changed({ '@type': 'User' }, { '@type': 'Admin' }, '+ makes x an administrator'),
      changed({ '@type': 'Admin' }, { '@type': 'User' }, '- takes the rights of an administrator from x'),
      changed(
        { '@type': 'Custom', roleIds: members('a') },
        { '@type': 'Custom', roleIds: members('b', 'c') },
        '+ gives x the roles b, c',
        '- takes the role a from x',
      ),
      changed(
        { '@type': 'User' },
        { '@type': 'Custom', roleIds: members('a') },
        '+ gives x the role a',
        '= takes the built-in role of users from x',
      ),
      changed(
        { '@type': 'Custom', roleIds: members('a') },
        { '@type': 'User' },
        '- takes the role a from x',
        '= gives x the built-in role of users',
      ),
    ],
    permissions: [
      changed(
        { '@type': 'Inherit' },
        { '@type': 'Merge', enabledPermissions: members('a', 'b'), disabledPermissions: members('c') },
        '+ grants x the permissions a, b',
        '- denies x the permissions c',
      ),
      changed(
        { '@type': 'Replace', enabledPermissions: members('a'), disabledPermissions: members('c') },
        { '@type': 'Inherit' },
        '= gives x the permissions of the roles again',
        '- no longer grants x the permissions a',
        '+ no longer denies x the permissions c',
      ),
      changed({ '@type': 'Inherit' }, { '@type': 'Replace' }, '= gives x permissions whatever the roles say'),
    ],
    memberGroupIds: [
      changed(members('a'), members('b'), '+ puts x into the group b, with what its roles give', '- takes x out of the group a'),
    ],
    credentials: [
      changed({ '0': {} }, { '0': {} }, '= changes the password of x: its sessions and grants end'),
      changed({}, { '0': {} }, '= sets a password for x'),
      changed({ '0': {} }, {}, '- removes the password of x: its sessions and grants end'),
    ],
    disabled: [
      changed(false, true, '- disables x: nothing that was issued for the account is honoured'),
      changed(true, false, '+ enables x again'),
      made(true, false),
    ],
    emailVerified: [
      changed(false, true, '+ tells relying parties that the e-mail address of x is verified'),
      changed(true, false, '- no longer tells relying parties that the e-mail address of x is verified'),
    ],
    emailAddress: [
      changed('a@b', 'c@d', '= tells relying parties another e-mail address of x'),
      changed('a@b', null, '= tells relying parties no e-mail address of x'),
      made(null, 'a@b'),
    ],
  },
  Group: {
    name: [changed('a', 'b', '= tells relying parties the group b instead of a'), made(null, 'b')],
    roleIds: [
      changed(members('a'), members('b'), '+ gives every member of x the role b', '- takes the role a from every member of x'),
    ],
  },
  Role: {
    description: [changed('a', 'b', '= calls the role a b'), made(null, 'b')],
    enabledPermissions: [
      changed(
        members('a'),
        members('b'),
        '+ grants everybody with the role x the permissions b',
        '- no longer grants everybody with the role x the permissions a',
      ),
    ],
    disabledPermissions: [
      changed(
        members('a'),
        members('b'),
        '- denies everybody with the role x the permissions b',
        '+ no longer denies everybody with the role x the permissions a',
      ),
    ],
    roleIds: [
      changed(members('a'), members('b', 'c'), '+ extends the role x by the roles b, c', '- takes the role a out of the role x'),
    ],
  },
  ApiKey: {
    allowedIps: [
      changed(members('10.0.0.0/8'), {}, '+ lets x be used from any network'),
      changed({}, members('10.0.0.0/8'), '- lets x be used from 10.0.0.0/8 only'),
      changed(
        members('10.0.0.0/8'),
        members('11.0.0.0/8'),
        '+ lets x be used from 11.0.0.0/8',
        '- no longer lets x be used from 10.0.0.0/8',
      ),
    ],
    expiresAt: [
      changed('2030-01-01T00:00:00Z', null, '+ lets x work without end'),
      changed(null, '2030-01-01T00:00:00Z', '= ends x on 2030-01-01T00:00:00Z'),
    ],
    permissions: [changed({ '@type': 'Inherit' }, { '@type': 'Replace' }, '= changes what x may do')],
  },
  AppPassword: {
    allowedIps: [changed(members('10.0.0.0/8'), {}, '+ lets x be used from any network')],
    expiresAt: [changed('2030-01-01T00:00:00Z', null, '+ lets x work without end')],
    permissions: [changed({ '@type': 'Replace' }, { '@type': 'Inherit' }, '= changes what x may do')],
  },
  Scope: {
    description: [changed('a', 'b', '= asks people for consent to the scope x in other words'), made(null, 'b')],
  },
  SecurityPosture: postureCases,
  ClientRegistration: {
    anonymous: [
      changed(
        { allowedScopes: {} },
        { allowedScopes: members('email') },
        '= changes what clients may be that register without a token',
      ),
      changed(
        { requireSoftwareStatement: false },
        { requireSoftwareStatement: true },
        '= changes what clients may be that register without a token',
        '- wants a software statement of clients that register without a token',
      ),
    ],
    authorized: [
      changed(
        { requireSoftwareStatement: true },
        { requireSoftwareStatement: false },
        '= changes what clients may be that register with a token',
        '+ wants no software statement of clients that register with a token',
      ),
    ],
    anonymousPerHour: [
      changed(1000, 10, '- lets a network register 10 clients an hour without a token instead of 1000'),
      changed(10, 20, '+ lets a network register 20 clients an hour without a token instead of 10'),
    ],
    softwareIssuers: [changed({}, { 0: { issuer: 'https://trust.example' } }, '= changes whose software statements count')],
  },
  InitialAccessToken: {
    maxUses: [
      changed(1, null, '+ lets the token x register any number of clients'),
      changed(1, 3, '= lets the token x register 3 clients in all'),
      made(1, 3),
    ],
  },
  AuthorizationDetailType: detailTypeCases,
  Resource: resourceCases,
  TrustedIssuer: trustedIssuerCases,
}

const signs = { looser: '+', stricter: '-', neutral: '=' } as const

describe('what a change means for security', () => {
  for (const [object, { fields }] of Object.entries(effectTable) as [ManagedName, (typeof effectTable)[ManagedName]][]) {
    for (const [field, row] of Object.entries(fields)) {
      test(`${object} ${field}`, () => {
        const own = cases[object][field] ?? []
        assert.ok(
          own.some(({ says }) => says.length > 0),
          'each row has a case',
        )
        for (const { before, after, says, isNew = false } of own) {
          const effects = row({ before, after, label: 'x', isNew, nameOf: (id) => id })
          assert.deepEqual(
            effects.map(({ weight, text }) => `${signs[weight]} ${text}`),
            says,
          )
        }
      })
    }
  }

  test('an object that comes or goes', () => {
    const told = Object.entries(effectTable).flatMap(([object, { created, destroyed }]) =>
      [created?.('x'), destroyed?.('x')].flatMap((effect) =>
        effect === undefined ? [] : [`${object}: ${signs[effect.weight]} ${effect.text}`],
      ),
    )
    assert.deepEqual(told, [
      'OAuthClient: + lets people sign in to client x',
      'OAuthClient: - removes client x: its tokens stop working',
      'Account: + adds the account x',
      'Account: - removes the account x with its sessions, grants and credentials',
      'Group: - removes the group x',
      'Role: - removes the role x',
      'ApiKey: - removes the credential x, which stops working',
      'AppPassword: - removes the credential x, which stops working',
      'Scope: + lets clients ask for the scope x',
      'Scope: - removes the scope x: nobody can be granted it any more',
      'Resource: - removes the resource x: it is as any that nobody registered',
      'AuthorizationDetailType: - removes the type of authorization details x: no token has them any more',
      'TrustedIssuer: + trusts x to say who people are',
      'TrustedIssuer: - trusts x no more, and ends all tokens that its assertions yielded',
      'InitialAccessToken: + lets whoever has the token x register clients',
      'InitialAccessToken: - removes the token x: it registers no more clients',
    ])
  })
})
