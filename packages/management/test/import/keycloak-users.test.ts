import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { translate } from './translate.ts'

const salt = Buffer.alloc(16, 1).toString('base64')
const tag = (octets: number): string => Buffer.alloc(octets, 2).toString('base64')
const plain = (text: string): string => text.replace(/=+$/, '')

function stored(algorithm: string, hashIterations: number, octets: number, additionalParameters = {}): object {
  return {
    type: 'password',
    createdDate: 1_700_000_000_000,
    secretData: JSON.stringify({ value: tag(octets), salt, additionalParameters: {} }),
    credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters }),
  }
}

function realm(users: readonly object[], more = {}): object {
  return { realm: 'acme', users, ...more }
}

function account(user: object, more = {}) {
  const { values, left, wrong } = translate('keycloak', [realm([{ id: 'f:1:2', username: 'jane', ...user }], more)])
  return { value: values['Account']?.[0] ?? {}, groups: values['Group'] ?? [], left, wrong }
}

describe('a user of Keycloak', () => {
  test('keeps name, subject, claims, attributes and groups', () => {
    const { value, groups, wrong } = account({
      email: 'jane@acme.example',
      emailVerified: true,
      firstName: 'Jane',
      lastName: 'Doe',
      enabled: false,
      attributes: {
        locale: ['de'],
        phoneNumber: ['+49 30 123456'],
        phoneNumberVerified: ['true'],
        street: ['Main St 1'],
        country: ['DE'],
        department: ['sales'],
        teams: ['b', 'a'],
      },
      groups: ['/staff', '/staff/berlin'],
    })
    assert.deepEqual(wrong, [])
    assert.deepEqual(value, {
      name: 'jane',
      subject: 'f:1:2',
      emailAddress: 'jane@acme.example',
      emailVerified: true,
      description: 'Jane Doe',
      givenName: 'Jane',
      familyName: 'Doe',
      locale: 'de',
      phoneNumber: '+49 30 123456',
      phoneNumberVerified: true,
      address: {
        formatted: null,
        streetAddress: 'Main St 1',
        locality: null,
        region: null,
        postalCode: null,
        country: 'DE',
      },
      attributes: {
        department: { '@type': 'Text', text: 'sales' },
        teams: { '@type': 'List', items: { a: true, b: true } },
      },
      memberGroupIds: [{ $match: { object: 'Group', name: 'staff' } }, { $match: { object: 'Group', name: 'staff/berlin' } }],
      disabled: true,
    })
    assert.deepEqual(groups, [
      { name: 'staff', roleIds: {} },
      { name: 'staff/berlin', roleIds: {} },
    ])
  })

  const hashes: readonly (readonly [what: string, credential: object, phc: string])[] = [
    ['pbkdf2', stored('pbkdf2', 20_000, 64), `$pbkdf2-sha1$i=20000,l=64$${plain(salt)}$${plain(tag(64))}`],
    ['pbkdf2-sha256', stored('pbkdf2-sha256', 27_500, 64), `$pbkdf2-sha256$i=27500,l=64$${plain(salt)}$${plain(tag(64))}`],
    ['pbkdf2-sha512', stored('pbkdf2-sha512', 210_000, 64), `$pbkdf2-sha512$i=210000,l=64$${plain(salt)}$${plain(tag(64))}`],
    [
      'argon2',
      stored('argon2', 5, 32, { hashLength: ['32'], memory: ['7168'], type: ['id'], version: ['1.3'], parallelism: ['1'] }),
      `$argon2id$v=19$m=7168,t=5,p=1$${plain(salt)}$${plain(tag(32))}`,
    ],
    [
      'pbkdf2-sha256 as it was before version 8',
      { type: 'password', hashedSaltedValue: tag(64), salt, hashIterations: 27_500, algorithm: 'pbkdf2-sha256', counter: 0 },
      `$pbkdf2-sha256$i=27500,l=64$${plain(salt)}$${plain(tag(64))}`,
    ],
    [
      'pbkdf2, where no algorithm was said',
      { type: 'password', hashedSaltedValue: tag(64), salt, hashIterations: 1 },
      `$pbkdf2-sha1$i=1,l=64$${plain(salt)}$${plain(tag(64))}`,
    ],
  ]
  for (const [what, credential, secretHash] of hashes) {
    test(`keeps a password hashed with ${what}`, () => {
      const { value, left } = account({ credentials: [credential] })
      assert.deepEqual(value['credentials'], { 0: { '@type': 'Password', secretHash } })
      assert.deepEqual(left, [])
    })
  }

  const lost: readonly (readonly [credential: object, kind: RegExp])[] = [
    [stored('bcrypt-of-somebody', 10, 32), /password hashed with bcrypt-of-somebody/],
    [stored('pbkdf2-sha512', 900_000_000, 64), /password: the person needs a new one, as its hash may cost at most/],
    [stored('argon2', 5, 32, { type: ['id'] }), /password hashed with argon2/],
    [stored('argon2', 5, 32, { memory: ['7168'], version: ['9'] }), /password hashed with argon2/],
    [{ type: 'password', secretData: '{', credentialData: '{}' }, /password whose form is not known/],
    [{ type: 'password', secretData: '{"value":"$$$","salt":"x"}', credentialData: '{}' }, /password whose form is not known/],
    [{ type: 'password', value: 'hunter2hunter2' }, /password in clear/],
    [{ type: 'otp', secretData: '{"value":"JBSWY3DPEHPK3PXP"}' }, /credential of the type otp/],
    [{ type: 'webauthn' }, /credential of the type webauthn/],
    [{}, /credential of the type unknown/],
  ]
  for (const [credential, kind] of lost) {
    test(`comes without what cannot be taken over, which is said: ${kind.source}`, () => {
      const { value, left, wrong } = account({ credentials: [credential] })
      assert.equal(value['credentials'], undefined)
      assert.match(left.join('\n'), kind)
      assert.deepEqual(wrong, [])
      assert.doesNotMatch(JSON.stringify(left), /hunter2|JBSWY3|\$\$\$/)
    })
  }

  test('loses nothing without a word: roles, actions, identities, attributes, values and members that nobody knows', () => {
    const { value, left } = account({
      email: 'no address',
      realmRoles: ['admin', 'offline_access', 'default-roles-acme'],
      clientRoles: { 'realm-management': ['realm-admin'], account: ['view-profile'] },
      requiredActions: ['UPDATE_PASSWORD'],
      federatedIdentities: [{ identityProvider: 'github', userId: '1' }],
      attributes: { 'my attribute': ['x'], birthdate: ['12/24/1990'], nickname: ['a', 'b'], empty: [] },
      shoeSize: 43,
      nothing: '',
      credentials: [stored('pbkdf2', 20_000, 64), stored('pbkdf2', 20_000, 64)],
    })
    assert.deepEqual(value['roles'], undefined)
    assert.deepEqual(left.toSorted(), [
      '1 action that was required: UPDATE_PASSWORD (jane)',
      '1 attribute my attribute, whose name has other than letters, digits, _ and - (jane)',
      '1 further value of the attribute nickname (jane)',
      '1 member of a user: federatedIdentities (jane)',
      '1 member of a user: shoeSize (jane)',
      '1 role admin: roles there give no rights here (jane)',
      '1 roles of the client realm-management: roles there give no rights here (jane)',
      '1 second password (jane)',
      '1 value of birthdate; it must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY (jane)',
      '1 value of email; it must be an e-mail address (jane)',
    ])
  })

  test('that stands for a client is none', () => {
    const { values, left } = translate('keycloak', [
      realm([{ id: '1', username: 'service-account-x', serviceAccountClientId: 'x' }]),
    ])
    assert.deepEqual(values, {})
    assert.match(left.join(), /service account of a client/)
  })
})

describe('users of Keycloak', () => {
  test('that cannot be told apart are mistakes, which name both', () => {
    const { wrong } = translate('keycloak', [
      realm([
        { id: '1', username: 'jane' },
        { id: '2', username: 'JANE' },
        { id: '1', username: 'john' },
      ]),
    ])
    assert.deepEqual(wrong, [
      'file /users/1 has the user name jane of file /users/0; each may be there once',
      'file /users/2 has the subject 1 of file /users/0; each may be there once',
    ])
  })

  test('of several files come together, but not of several realms unless one is named', () => {
    const files = [
      realm([]),
      { realm: 'acme', users: [{ id: '1', username: 'jane' }] },
      { realm: 'master', users: [{ id: '1', username: 'root' }] },
    ]
    assert.deepEqual(translate('keycloak', files).wrong, [
      'file2 is of the realm master, and file of acme; name one with --realm',
    ])
    const { values, left } = translate('keycloak', files, { realm: 'acme' })
    assert.deepEqual(values['Account'], [{ name: 'jane', subject: '1' }])
    assert.match(left.join(), /realm that was not asked for \(master\)/)
    assert.deepEqual(translate('keycloak', files, { realm: 'none' }).wrong, [' There is no realm none in the files.'])
  })

  test('may be in a list of realms', () => {
    assert.deepEqual(translate('keycloak', [[realm([{ id: '1', username: 'jane' }])]]).values['Account']?.length, 1)
  })

  test('of which there are none in the file are asked for', () => {
    const { suggestions } = translate('keycloak', [{ realm: 'acme', groups: [{ name: 'staff' }] }])
    assert.match(suggestions.join(), /hold no users/)
  })
})
