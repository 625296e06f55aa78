import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { managementScope } from '@latchkey/core'
import type { Account, RoleId } from '@latchkey/identity'
import type { Caller } from '@latchkey/management'
import { userPermissions } from '../../src/access/permissions.ts'
import { AccessKit, callerOf, errorOf, made, type Outcome } from './access-kit.ts'

const objects = ['Account', 'Group', 'Role', 'OAuthClient']
/** What users have, and everything about accounts, groups, roles, clients and settings. */
const deskPermissions = [
  ...userPermissions,
  'sysAuthenticationGet',
  'sysAuthenticationUpdate',
  'sysOidcProviderGet',
  'sysOidcProviderUpdate',
  ...objects.flatMap((name) => ['Get', 'Create', 'Update', 'Destroy', 'Query'].map((verb) => `sys${name}${verb}`)),
]
const set = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))
const grantsTraces = /^You are not authorized to grant permissions: sysTraceGet$/
const grantsMuch = /^You are not authorized to grant permissions: .*sysTraceGet/

describe('nobody grants what they lack', () => {
  let kit: AccessKit
  let desk: Caller
  let deskAccount: Account
  /** Has a permission that the desk lacks. */
  let traces: string
  /** Takes that permission away from whoever has it besides. */
  let noTraces: string

  before(async () => {
    kit = await AccessKit.open()
    const { operator } = kit
    const role = made(await kit.create(operator, 'Role', { description: 'desk', enabledPermissions: set(...deskPermissions) }))
    traces = made(await kit.create(operator, 'Role', { description: 'traces', enabledPermissions: set('sysTraceGet') })).id
    noTraces = made(await kit.create(operator, 'Role', { description: 'no traces', disabledPermissions: set('sysTraceGet') })).id
    deskAccount = await kit.account('desk', { roleIds: [role.id as RoleId] })
    desk = await kit.as(deskAccount)
  })
  after(() => kit[Symbol.asyncDispose]())

  function refused(outcome: Outcome, text: RegExp): void {
    const error = errorOf(outcome)
    assert.equal(error.type, 'forbidden')
    assert.match(error.description, text)
  }

  let names = 0
  async function accountWith(change: Partial<Account>): Promise<Account> {
    names += 1
    return kit.account(`person ${names}`, change)
  }

  describe('by an account', () => {
    const creations: readonly (readonly [text: string, value: () => Readonly<Record<string, unknown>>, refusal: RegExp])[] = [
      ['that is an administrator', () => ({ roles: { '@type': 'Admin' } }), grantsMuch],
      ['with a role', () => ({ roles: { '@type': 'Custom', roleIds: set(traces) } }), grantsTraces],
      [
        'with merged permissions',
        () => ({ permissions: { '@type': 'Merge', enabledPermissions: set('sysTraceGet') } }),
        grantsTraces,
      ],
      [
        'with replaced permissions',
        () => ({ permissions: { '@type': 'Replace', enabledPermissions: set('sysTraceGet', 'authenticate') } }),
        grantsTraces,
      ],
    ]
    for (const [text, value, refusal] of creations) {
      test(`created ${text}`, async () => {
        refused(await kit.create(desk, 'Account', { name: 'new', ...value() }), refusal)
        assert.equal(await kit.storage.identity.accounts.findByUsername('new'), undefined)
      })

      test(`changed to one ${text}`, async () => {
        const { accountId } = await accountWith({})
        refused(await kit.update(desk, 'Account', accountId, value()), refusal)
      })

      test(`of one's own, changed to one ${text}`, async () => {
        refused(await kit.update(desk, 'Account', desk.id, value()), refusal)
      })
    }

    test('that is put into a group with the role', async () => {
      const group = made(await kit.create(kit.operator, 'Group', { name: 'tracers', roleIds: set(traces) }))
      const { accountId } = await accountWith({})
      refused(await kit.update(desk, 'Account', accountId, { [`memberGroupIds/${group.id}`]: true }), grantsTraces)
      refused(await kit.update(desk, 'Account', desk.id, { memberGroupIds: set(group.id) }), grantsTraces)
    })

    test('that is taken out of a group that withholds a permission', async () => {
      const group = made(await kit.create(kit.operator, 'Group', { name: 'watched', roleIds: set(noTraces) }))
      const roleIds = [traces as RoleId]
      const { accountId } = await accountWith({ roleIds, groupIds: [group.id as `grp_${string}`] })
      refused(await kit.update(desk, 'Account', accountId, { memberGroupIds: {} }), grantsTraces)
    })

    const takeovers: readonly (readonly [text: string, patch: Readonly<Record<string, unknown>>])[] = [
      ['password', { credentials: { '0': { '@type': 'Password', secret: 'correct horse battery' } } }],
      ['e-mail address', { emailAddress: 'desk@mail.example', emailVerified: true }],
      ['name', { name: 'somebody else' }],
      ['being disabled', { disabled: true }],
      ['roles, as a demotion', { roles: { '@type': 'User' } }],
    ]
    for (const [text, patch] of takeovers) {
      test(`with more permissions: its ${text} cannot be changed`, async () => {
        const { accountId } = await accountWith({ roles: ['administrator'] })
        const before = await kit.get(kit.operator, 'Account', accountId)
        refused(await kit.update(desk, 'Account', accountId, patch), grantsMuch)
        assert.deepEqual(await kit.get(kit.operator, 'Account', accountId), before)
      })
    }

    test('with more permissions that is disabled: it cannot be enabled', async () => {
      const { accountId } = await accountWith({ roleIds: [traces as RoleId], disabled: true })
      refused(await kit.update(desk, 'Account', accountId, { disabled: false }), grantsTraces)
    })

    test('with more permissions: it cannot be destroyed', async () => {
      const { accountId } = await accountWith({ roleIds: [traces as RoleId] })
      refused(await kit.destroy(desk, 'Account', accountId), grantsTraces)
    })

    test('with the same permissions or fewer can be created, changed and destroyed', async () => {
      const { id } = made(await kit.create(desk, 'Account', { name: 'colleague', roles: { '@type': 'Custom', roleIds: {} } }))
      assert.ok('done' in (await kit.update(desk, 'Account', id, { description: 'A colleague' })))
      assert.ok('done' in (await kit.destroy(desk, 'Account', id)))
    })
  })

  describe('by a role', () => {
    test('created with the permission', async () => {
      refused(await kit.create(desk, 'Role', { description: 'mine', enabledPermissions: set('sysTraceGet') }), grantsTraces)
    })

    test('created to extend a role that has it', async () => {
      refused(await kit.create(desk, 'Role', { description: 'mine', roleIds: set(traces) }), grantsTraces)
    })

    test('that they have, changed to have it', async () => {
      const own = deskAccount.roleIds?.[0] ?? ''
      refused(await kit.update(desk, 'Role', own, { 'enabledPermissions/sysTraceGet': true }), grantsTraces)
      refused(await kit.update(desk, 'Role', own, { roleIds: set(traces) }), grantsTraces)
    })

    test('that no longer withholds it', async () => {
      refused(await kit.update(desk, 'Role', noTraces, { disabledPermissions: {} }), grantsTraces)
    })

    test('that no longer extends one that withholds it', async () => {
      const { id } = made(await kit.create(kit.operator, 'Role', { description: 'heir', roleIds: set(noTraces) }))
      refused(await kit.update(desk, 'Role', id, { roleIds: {} }), grantsTraces)
    })

    test('may lose permissions, and get those that the caller has', async () => {
      const { id } = made(
        await kit.create(kit.operator, 'Role', { description: 'both', enabledPermissions: set('sysTraceGet', 'sysGroupGet') }),
      )
      const patch = { 'enabledPermissions/sysTraceGet': null, 'enabledPermissions/sysRoleGet': true }
      assert.ok('done' in (await kit.update(desk, 'Role', id, patch)))
      refused(await kit.update(desk, 'Role', id, { 'enabledPermissions/sysTraceGet': true }), grantsTraces)
    })
  })

  describe('by a group', () => {
    test('created with a role that has it', async () => {
      refused(await kit.create(desk, 'Group', { name: 'mine', roleIds: set(traces) }), grantsTraces)
    })

    test('that they are in, given the role', async () => {
      const group = made(await kit.create(desk, 'Group', { name: 'desk staff' }))
      assert.ok('done' in (await kit.update(desk, 'Account', desk.id, { memberGroupIds: set(group.id) })))
      refused(await kit.update(desk, 'Group', group.id, { roleIds: set(traces) }), grantsTraces)
    })

    test('that no longer has the role that withholds it', async () => {
      const group = made(await kit.create(kit.operator, 'Group', { name: 'withheld', roleIds: set(noTraces) }))
      refused(await kit.update(desk, 'Group', group.id, { roleIds: {} }), grantsTraces)
    })
  })

  describe('by the default roles', () => {
    test('which everybody without a role has', async () => {
      refused(await kit.update(desk, 'Authentication', 'singleton', { defaultUserRoleIds: set(traces) }), grantsTraces)
    })
  })

  describe('by a client for management', () => {
    const client = { clientId: 'tool', redirectUris: set('https://tool.example/callback') }

    test('created', async () => {
      refused(await kit.create(desk, 'OAuthClient', { ...client, scopes: set('openid', managementScope) }), grantsMuch)
    })

    test('changed in any way', async () => {
      const { id } = made(await kit.create(kit.operator, 'OAuthClient', { ...client, scopes: set('openid', managementScope) }))
      const patch = { [`redirectUris/${'https://desk.example/callback'.replaceAll('/', '~1')}`]: true }
      refused(await kit.update(desk, 'OAuthClient', id, patch), grantsMuch)
      refused(await kit.update(desk, 'OAuthClient', id, { scopes: set('openid') }), grantsMuch)
    })

    test('that another client becomes', async () => {
      const { id } = made(await kit.create(desk, 'OAuthClient', { ...client, clientId: 'app', scopes: set('openid') }))
      refused(await kit.update(desk, 'OAuthClient', id, { scopes: set('openid', managementScope) }), grantsMuch)
    })
  })

  describe('by the key that seals access tokens', () => {
    for (const encryptionKey of [
      { '@type': 'Value', secret: 'a key that whoever sets it knows, long enough to be one' },
      { '@type': 'File', filePath: '/etc/a-file-with-a-text-of-sufficient-length-for-a-key' },
    ]) {
      test(encryptionKey['@type'], async () => {
        refused(await kit.update(desk, 'OidcProvider', 'singleton', { encryptionKey }), grantsMuch)
      })
    }
  })

  describe('by credentials', () => {
    const only = (...permissions: readonly string[]) => ({ '@type': 'Replace', permissions: set(...permissions) })
    const ownKeys = ['authenticate', 'sysApiKeyGet', 'sysApiKeyCreate', 'sysApiKeyUpdate', 'sysAppPasswordCreate']

    async function keyed(value: Readonly<Record<string, unknown>>): Promise<{ caller: Caller; id: string; account: Account }> {
      const account = await accountWith({})
      const { id, members } = made(await kit.create(await kit.as(account), 'ApiKey', { description: 'key', ...value }))
      return { caller: callerOf(await kit.bearer(String(members['secret']))), id, account }
    }

    test('a restricted key makes no key or app password without its restriction', async () => {
      const { caller } = await keyed({ permissions: only(...ownKeys) })
      refused(await kit.create(caller, 'ApiKey', { description: 'free' }), /sysAccountPasswordGet/)
      refused(await kit.create(caller, 'AppPassword', { description: 'free' }), /sysAccountPasswordGet/)
      refused(
        await kit.create(caller, 'ApiKey', {
          description: 'less',
          permissions: { '@type': 'Disable', permissions: set('sysAccountPasswordGet') },
        }),
        /sysAccountPasswordUpdate/,
      )
      made(await kit.create(caller, 'ApiKey', { description: 'as restricted', permissions: only('authenticate') }))
    })

    test('a restricted key does not change its own restriction, or that of a freer key', async () => {
      const { caller, id, account } = await keyed({ permissions: only(...ownKeys) })
      refused(await kit.update(caller, 'ApiKey', id, { permissions: { '@type': 'Inherit' } }), /sysAccountPasswordGet/)
      const freer = made(await kit.create(await kit.as(account), 'ApiKey', { description: 'freer' }))
      refused(await kit.update(caller, 'ApiKey', freer.id, { description: 'mine' }), /sysAccountPasswordGet/)
      assert.ok('done' in (await kit.update(caller, 'ApiKey', id, { permissions: only('authenticate') })))
    })

    test('a key that expires does not prolong itself or make one that lasts longer', async () => {
      const [soon, late] = ['2030-01-16T00:00:00Z', '2030-01-17T00:00:00Z']
      const { caller, id } = await keyed({ expiresAt: soon })
      refused(await kit.update(caller, 'ApiKey', id, { expiresAt: null }), /^expiresAt/)
      refused(await kit.update(caller, 'ApiKey', id, { expiresAt: late }), /^expiresAt/)
      refused(await kit.create(caller, 'ApiKey', { description: 'longer', expiresAt: late }), /^expiresAt/)
      refused(await kit.create(caller, 'AppPassword', { description: 'for ever' }), /^expiresAt/)
      made(await kit.create(caller, 'ApiKey', { description: 'as long', expiresAt: soon }))
    })

    test('a key for one network does not free itself or make one for others', async () => {
      const { caller, id } = await keyed({ allowedIps: set('192.0.2.0/24') })
      refused(await kit.update(caller, 'ApiKey', id, { allowedIps: {} }), /^allowedIps/)
      refused(await kit.update(caller, 'ApiKey', id, { allowedIps: set('192.0.2.0/24', '198.51.100.0/24') }), /^allowedIps/)
      refused(await kit.create(caller, 'ApiKey', { description: 'from anywhere' }), /^allowedIps/)
      made(await kit.create(caller, 'ApiKey', { description: 'from here', allowedIps: set('192.0.2.0/24') }))
    })

    test('a restricted key of an administrator does not change the account that it belongs to', async () => {
      const account = await accountWith({ roles: ['administrator'] })
      const permissions = only('authenticate', 'sysAccountGet', 'sysAccountUpdate', 'sysAccountCreate')
      const { members } = made(await kit.create(await kit.as(account), 'ApiKey', { description: 'key', permissions }))
      const caller = callerOf(await kit.bearer(String(members['secret'])))
      const credentials = { '0': { '@type': 'Password', secret: 'correct horse battery' } }
      refused(await kit.update(caller, 'Account', account.accountId, { credentials }), grantsMuch)
      refused(await kit.create(caller, 'Account', { name: 'heir', roles: { '@type': 'Admin' } }), grantsMuch)
    })

    test('nobody sees, changes or removes the keys of others', async () => {
      const { id, account } = await keyed({})
      const administrator = await kit.as(await accountWith({ roles: ['administrator'] }))
      assert.equal(await kit.get(administrator, 'ApiKey', id), undefined)
      assert.deepEqual(await kit.query(administrator, 'ApiKey', { accountId: account.accountId }), [])
      assert.equal(errorOf(await kit.update(administrator, 'ApiKey', id, { description: 'x' })).type, 'notFound')
      assert.equal(errorOf(await kit.destroy(administrator, 'ApiKey', id)).type, 'notFound')
      assert.deepEqual(await kit.query(await kit.as(account), 'ApiKey'), [id])
    })
  })

  test('without the permission for the method nothing is looked at', async () => {
    const user = await kit.as(await accountWith({}))
    for (const [method, args] of [
      ['x:Account/get', { ids: null }],
      ['x:Account/query', {}],
      ['x:Role/set', { create: { k: { description: 'r' } } }],
      ['x:Group/set', { destroy: ['grp_x'] }],
      ['x:Authentication/get', { ids: null }],
      ['x:OidcProvider/set', { update: { singleton: {} } }],
    ] as const) {
      const [name, answer] = await kit.invoke(user, method, args)
      assert.deepEqual([name, answer['type']], ['error', 'forbidden'], method)
    }
  })
})

describe('the last administrator', () => {
  const ways: readonly (readonly [text: string, patch: Readonly<Record<string, unknown>>])[] = [
    ['be disabled', { disabled: true }],
    ['lose the role', { roles: { '@type': 'User' } }],
    ['lose a permission', { permissions: { '@type': 'Merge', disabledPermissions: set('sysAccountUpdate') } }],
    ['lose the password', { credentials: {} }],
  ]
  for (const [text, patch] of ways) {
    test(`cannot ${text}, another can`, async () => {
      await using kit = await AccessKit.open()
      const { accountId } = await kit.person('ada', ['administrator'])
      const caller = await kit.as(await kit.account('eve', { roles: ['administrator'] }))
      const error = errorOf(await kit.update(caller, 'Account', accountId, patch))
      assert.equal(error.type, 'forbidden')
      await kit.person('bob', ['administrator'])
      assert.ok('done' in (await kit.update(caller, 'Account', accountId, patch)))
    })
  }

  test('cannot be destroyed', async () => {
    await using kit = await AccessKit.open()
    const { accountId } = await kit.person('ada', ['administrator'])
    assert.equal(errorOf(await kit.destroy(kit.operator, 'Account', accountId)).type, 'forbidden')
  })
})
