import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { translate } from './translate.ts'

const hash = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const hashed = { 0: { '@type': 'Password', secretHash: hash } }

describe('a user of Auth0', () => {
  test('keeps subject, claims, texts of the metadata, and whether they are blocked', () => {
    const { values, left, wrong } = translate('auth0', [
      {
        user_id: 'auth0|1',
        email: 'jane@acme.example',
        email_verified: false,
        name: 'Jane Doe',
        given_name: 'Jane',
        family_name: 'Doe',
        nickname: 'jane',
        picture: 'https://pictures.example/jane.png',
        phone_number: '+49 30 1',
        phone_verified: true,
        blocked: true,
        created_at: '2020-01-01T00:00:00Z',
        identities: [{ provider: 'auth0' }],
        user_metadata: { plan: 'gold', seats: 5 },
        app_metadata: { roles: ['admin'] },
        multifactor: ['guardian'],
        passwordHash: hash,
      },
    ])
    assert.deepEqual(wrong, [])
    assert.deepEqual(values['Account'], [
      {
        name: 'jane@acme.example',
        subject: 'auth0|1',
        emailAddress: 'jane@acme.example',
        emailVerified: false,
        description: 'Jane Doe',
        givenName: 'Jane',
        familyName: 'Doe',
        nickname: 'jane',
        picture: 'https://pictures.example/jane.png',
        phoneNumber: '+49 30 1',
        phoneNumberVerified: true,
        attributes: { plan: { '@type': 'Text', text: 'gold' } },
        disabled: true,
        credentials: hashed,
      },
    ])
    assert.deepEqual(left.toSorted(), [
      '1 attribute seats, which is no text and no list of texts (jane@acme.example)',
      '1 member of a user: app_metadata (jane@acme.example)',
      '1 member of a user: multifactor (jane@acme.example)',
    ])
  })

  const user = { user_id: 'auth0|1', email: 'jane@acme.example', name: 'Jane' }
  const ofHashes = { _id: { $oid: '1' }, email: 'jane@acme.example', passwordHash: hash, tenant: 'acme' }
  for (const [order, lines] of [
    ['after', [user, ofHashes]],
    ['before', [ofHashes, user]],
  ] as const) {
    test(`is put together with the line of the hash ${order} it`, () => {
      const { values, left, wrong } = translate('auth0', lines)
      assert.deepEqual([left, wrong], [[], []])
      const name = 'jane@acme.example'
      assert.deepEqual(values['Account'], [
        { name, subject: 'auth0|1', emailAddress: name, description: 'Jane', credentials: hashed },
      ])
    })
  }

  test('that is there twice is a mistake, as is one without an id', () => {
    assert.deepEqual(translate('auth0', [user, user, { email: 'x@acme.example' }]).wrong, [
      'file line 2 is the user of file line 1 again',
      'file line 3 must say user_id or _id',
    ])
  })

  test('of another identity provider keeps the subject, and that there is no password is said', () => {
    const { values, left } = translate('auth0', [{ user_id: 'google-oauth2|7', email: 'jane@acme.example' }])
    assert.equal(values['Account']?.[0]?.['subject'], 'google-oauth2|7')
    assert.match(left.join(), /user without a password/)
  })

  test('with a hash of another algorithm keeps it if it says itself which it is', () => {
    const phc = `$pbkdf2-sha512$i=10000,l=64$${'A'.repeat(22)}$${'A'.repeat(86)}`
    const custom = { algorithm: 'pbkdf2', hash: { value: phc } }
    const { values } = translate('auth0', [{ ...user, custom_password_hash: custom }])
    assert.deepEqual(values['Account']?.[0]?.['credentials'], { 0: { '@type': 'Password', secretHash: phc } })
    const md5 = { algorithm: 'md5', hash: { value: '5f4dcc3b5aa765d61d8327deb882cf99' } }
    assert.match(
      translate('auth0', [{ ...user, custom_password_hash: md5 }]).left.join(),
      /password: .* as its hash must be a hash that begins with/,
    )
  })
})

describe('an account in our own form', () => {
  test('is taken over as it is', () => {
    const { values, left, wrong } = translate('accounts', [
      {
        name: 'jane',
        subject: 'old-1',
        passwordHash: hash,
        claims: { email: 'jane@acme.example', email_verified: true, address: { country: 'DE' } },
        attributes: { team: 'a', tags: ['x'] },
        groups: ['staff'],
        disabled: true,
      },
      { name: 'john', groups: ['Staff'] },
    ])
    assert.deepEqual([left, wrong], [[], []])
    const nothing = { formatted: null, streetAddress: null, locality: null, region: null, postalCode: null }
    assert.deepEqual(values, {
      Group: [{ name: 'staff', roleIds: {} }],
      Account: [
        {
          name: 'jane',
          subject: 'old-1',
          emailAddress: 'jane@acme.example',
          emailVerified: true,
          address: { ...nothing, country: 'DE' },
          attributes: { team: { '@type': 'Text', text: 'a' }, tags: { '@type': 'List', items: { x: true } } },
          memberGroupIds: [{ $match: { object: 'Group', name: 'staff' } }],
          disabled: true,
          credentials: hashed,
        },
        { name: 'john', memberGroupIds: [{ $match: { object: 'Group', name: 'Staff' } }] },
      ],
    })
  })

  const wrong: readonly (readonly [line: unknown, mistake: RegExp])[] = [
    [7, /line 1 must be an object/],
    [null, /line 1 must be an object/],
    [[], /line 1 must be an object/],
    [{}, /line 1 must say name/],
    [{ name: '' }, /user name that is none here/],
    [{ name: ' jane' }, /user name that is none here/],
    [{ name: 'j\u0000ane' }, /user name that is none here/],
    [{ name: 'x'.repeat(255) }, /user name that is none here/],
    [{ name: 'jane', subject: '' }, /has a subject that is none/],
    [{ name: 'jane', subject: 'ä' }, /has a subject that is none/],
    [{ name: 'jane', subject: 7 }, /line 1 \/subject must be a text/],
    [{ name: 'jane', claims: [] }, /line 1 \/claims must be an object/],
    [{ name: 'jane', groups: 'staff' }, /line 1 \/groups must be a list/],
    [{ name: 'jane', groups: [7] }, /line 1 \/groups\/0 must be a text/],
    [{ name: 'jane', groups: [''] }, /names a group whose name/],
    [{ name: 'jane', groups: ['x'.repeat(201)] }, /names a group whose name/],
    [{ name: 'jane', disabled: 'yes' }, /line 1 \/disabled must be true or false/],
    [{ name: 'jane', password: 'hunter2' }, /line 1 \/password is no member of an account/],
  ]
  for (const [line, mistake] of wrong) {
    test(`that is wrong is a mistake: ${JSON.stringify(line).slice(0, 60)}`, () => {
      const result = translate('accounts', [line])
      assert.match(result.wrong.join('\n'), mistake)
      assert.doesNotMatch(result.wrong.join('\n'), /hunter2/)
    })
  }

  test('with claims that are none here comes without them, which is said', () => {
    const claims = { email: 'none', website: 'javascript:alert(1)', shoe_size: '43', sub: 'x', __proto__: 'x', constructor: 'y' }
    const { values, left } = translate('accounts', [{ name: 'jane', claims }])
    assert.deepEqual(values['Account'], [{ name: 'jane' }])
    assert.deepEqual(left.length, 5)
  })

  test('has nothing verified that it has not', () => {
    const good = { email: 'jane@example.org', email_verified: true, phone_number: '+44 1632 960123', phone_number_verified: true }
    const bad = { ...good, email: 'none', phone_number: null }
    const { values } = translate('accounts', [
      { name: 'jane', claims: good },
      { name: 'john', claims: bad },
    ])
    const [jane, john] = values['Account'] ?? []
    assert.deepEqual([jane?.['emailVerified'], jane?.['phoneNumberVerified']], [true, true])
    assert.deepEqual(john, { name: 'john' })
  })

  test('whose hash is of no form that is known comes without it, and no part of the hash is said', () => {
    for (const passwordHash of ['', 'hunter2', '$1$abc$def', hash.replace('10', '31')]) {
      const { values, left } = translate('accounts', [{ name: 'jane', passwordHash }])
      assert.deepEqual(values['Account'], [{ name: 'jane' }])
      assert.match(left.join(), /1 password: the person needs a new one, as its hash .* \(jane\)/)
      assert.doesNotMatch(left.join(), /hunter2|abc\$def|N9qo8/)
    }
  })
})
