import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RoleId } from '@latchkey/identity'
import type { Caller } from '@latchkey/management'
import { userPermissions } from '../../src/access/permissions.ts'
import { AccessKit, errorOf, made, type Outcome } from './access-kit.ts'

const set = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))

describe('nobody gives accounts that people create for themselves what they lack', () => {
  let kit: AccessKit
  let desk: Caller
  /** Has a permission that the desk lacks. */
  let traces: string

  before(async () => {
    kit = await AccessKit.open()
    const permissions = set(...userPermissions, 'sysAuthenticationGet', 'sysAuthenticationUpdate')
    const { id } = made(await kit.create(kit.operator, 'Role', { description: 'desk', enabledPermissions: permissions }))
    traces = made(await kit.create(kit.operator, 'Role', { description: 'traces', enabledPermissions: set('sysTraceGet') })).id
    desk = await kit.as(await kit.account('desk', { roleIds: [id as RoleId] }))
  })
  after(() => kit[Symbol.asyncDispose]())

  const update = (by: Caller, patch: Readonly<Record<string, unknown>>) => kit.update(by, 'Authentication', 'singleton', patch)

  function refused(outcome: Outcome): void {
    const error = errorOf(outcome)
    assert.equal(error.type, 'forbidden')
    assert.match(error.description, /^You are not authorized to grant permissions: sysTraceGet$/)
  }

  test('by a role', async () => {
    refused(await update(desk, { selfRegistration: 'anyone', selfRegistrationRoleIds: set(traces) }))
  })

  test('by a role of a group', async () => {
    const group = made(await kit.create(kit.operator, 'Group', { name: 'those who trace', roleIds: set(traces) }))
    refused(await update(desk, { selfRegistration: 'anyone', selfRegistrationGroupIds: set(group.id) }))
  })

  test('by roles that every account will have', async () => {
    assert.ok('done' in (await update(kit.operator, { selfRegistration: 'off' })))
    refused(await update(desk, { selfRegistration: 'anyone', selfRegistrationRoleIds: {}, defaultUserRoleIds: set(traces) }))
  })

  test('by needing no approval, or by opening again what was closed; what gives nobody more may be changed', async () => {
    const opened = await update(kit.operator, { selfRegistration: 'anyone', selfRegistrationRoleIds: set(traces) })
    assert.ok('done' in opened)
    refused(await update(desk, { selfRegistrationApproval: false }))
    assert.ok('done' in (await update(desk, { selfRegistrationsPerHour: 5 })))
    assert.ok('done' in (await update(desk, { selfRegistration: 'off' })))
    refused(await update(desk, { selfRegistration: 'anyone' }))
  })

  test('what they have themselves may be given', async () => {
    const patch = { selfRegistration: 'anyone', selfRegistrationRoleIds: {}, selfRegistrationGroupIds: {} }
    assert.ok('done' in (await update(desk, patch)))
  })
})
