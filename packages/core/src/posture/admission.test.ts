import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ServerPosture } from '../checks/posture.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import { admitsAnonymousRegistration, admitsDocuments } from './admission.ts'

type Settings = Pick<ProviderSettings, 'requireClientRegistration' | 'anonymousClientRegistration'>

const closed: Settings = { requireClientRegistration: true, anonymousClientRegistration: false }
const open: Settings = { requireClientRegistration: false, anonymousClientRegistration: true }

/** Whether documents are read, and whether registration is open to everybody. */
function admits(settings: Settings, profile: ServerPosture['profile']): readonly boolean[] {
  const policy = { settings: () => settings as ProviderSettings, security: (): ServerPosture => ({ profile, postures: {} }) }
  return [admitsDocuments(policy), admitsAnonymousRegistration(policy)]
}

describe('LATCHKEY-0044-fapi2-and-mcp-profiles who may come without being known', () => {
  test('is as the settings say', () => {
    for (const profile of ['default', 'strict', 'fapi2', 'fapi2-message-signing'] as const) {
      assert.deepEqual(admits(closed, profile), [false, false], profile)
      assert.deepEqual(admits(open, profile), [true, true], profile)
    }
  })

  test('is everybody under the profile mcp', () => assert.deepEqual(admits(closed, 'mcp'), [true, true]))
})
