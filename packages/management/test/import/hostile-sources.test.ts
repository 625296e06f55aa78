import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Imported, translate } from './translate.ts'

/** Deterministic numbers below a limit. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

const names = [
  ...[
    'realm',
    'users',
    'clients',
    'groups',
    'clientScopes',
    'roles',
    'components',
    'subGroups',
    'name',
    'id',
    'username',
    'email',
  ],
  ...[
    'attributes',
    'credentials',
    'type',
    'secretData',
    'credentialData',
    'clientId',
    'secret',
    'redirectUris',
    'protocolMappers',
  ],
  ...['config', 'protocolMapper', 'claim.name', 'claim.value', 'user.attribute', 'defaultClientScopes', 'user_id', '_id', '$oid'],
  ...['passwordHash', 'claims', 'subject', 'disabled', 'publicClient', 'post.logout.redirect.uris', '__proto__', 'constructor'],
]
const texts = [
  '',
  'acme',
  'jane',
  'password',
  'oidc-hardcoded-claim-mapper',
  '{"value":"AAAA","salt":"AAAA"}',
  '\ud800',
  'https://a.example/cb',
  '*',
]

function noise(next: (below: number) => number, depth: number): unknown {
  switch (next(depth === 0 ? 5 : 8)) {
    case 0:
      return null
    case 1:
      return next(2) === 0
    case 2:
      return next(1000) - 500
    case 3:
    case 4:
      return texts[next(texts.length)]
    case 5:
      return Array.from({ length: next(4) }, () => noise(next, depth - 1))
    default:
      return Object.fromEntries(Array.from({ length: 2 + next(9) }, () => [names[next(names.length)], noise(next, depth - 1)]))
  }
}

/** Lists where they belong, so that the noise gets far. */
function realmOfNoise(next: (below: number) => number): object {
  const list = (): readonly unknown[] => Array.from({ length: 4 }, () => noise(next, 4))
  return { realm: 'acme', users: list(), clients: list(), groups: list(), clientScopes: list(), roles: noise(next, 3) }
}

describe('a source that nobody meant well', () => {
  test('becomes operations, left-overs and mistakes, and never an exception', () => {
    const next = numbers(31)
    let mistakes = 0
    for (let round = 0; round < 1500; round += 1) {
      const results: readonly Imported[] = [
        translate('keycloak', [realmOfNoise(next), noise(next, 5)]),
        translate('auth0', [noise(next, 4), noise(next, 4)]),
        translate('accounts', [noise(next, 4)]),
      ]
      for (const { wrong, lines, places } of results) {
        mistakes += wrong.length
        assert.equal(lines.length, places.length)
      }
    }
    assert.ok(mistakes > 1500)
  })

  const members = ['users', 'clients', 'groups', 'clientScopes', 'roles'] as const
  for (const member of members) {
    for (const value of ['x', 7, true, { a: 1 }, [null], [7], [[]], [{}]]) {
      test(`says where it is wrong: ${member} as ${JSON.stringify(value)}`, () => {
        const { wrong, lines } = translate('keycloak', [{ realm: 'acme', [member]: value }])
        const isRoles = member === 'roles' && typeof value === 'object' && !Array.isArray(value)
        if (isRoles) assert.deepEqual([wrong, lines], [[], []])
        else assert.match(wrong.join('\n'), new RegExp(`^file /${member}`))
      })
    }
  }

  test('is no realm without saying so', () => {
    for (const value of [{}, [], 7, null, 'x', [{}], { realm: 7 }]) {
      const { wrong, lines } = translate('keycloak', [value])
      assert.deepEqual(lines, [])
      if (!(Array.isArray(value) && value.length === 0)) assert.ok(wrong.length > 0, JSON.stringify(value))
    }
  })

  test('with groups in groups without end is refused', () => {
    let group: object = { name: 'x' }
    for (let depth = 0; depth < 200; depth += 1) group = { name: 'x', subGroups: [group] }
    assert.match(translate('keycloak', [{ realm: 'acme', groups: [group] }]).wrong.join(), /nested too deep: 32 levels/)
  })

  test('with more users than an import may have is refused by its limit, and keeps no more of them', () => {
    const users = Array.from({ length: 100_000 }, (_, index) => ({ name: `user-${index}` }))
    const { wrong, lines } = translate('accounts', users)
    assert.deepEqual(wrong, [
      'file line 50001 There is more than one import may have: 50000 objects of 128000000 characters; import a part at a time.',
    ])
    assert.equal(lines.length, 50_000)
  })

  test('makes no report without end', () => {
    const user = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`member-${index}\u0007${'x'.repeat(500)}`, 1]))
    const { leftOvers, left } = translate('keycloak', [{ realm: 'acme', users: [{ username: 'jane', id: '1', ...user }] }])
    assert.ok(leftOvers.length <= 301)
    assert.equal(
      leftOvers.reduce((sum, { count }) => sum + count, 0),
      5001,
    )
    assert.ok(left.every((line) => line.length < 1000 && !/\p{Cc}/u.test(line)))
    const { wrong } = translate(
      'accounts',
      Array.from({ length: 5000 }, () => 7),
    )
    assert.equal(wrong.length, 101)
  })
})
