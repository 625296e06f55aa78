import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OidcProviderObject } from '@latchkey/management'
import { createCrypto } from '@latchkey/server'
import { TestManagement } from './test-management.ts'

/** Waits until a reload that was announced has run. */
async function settled(until: () => boolean): Promise<void> {
  for (let count = 0; count < 200 && !until(); count += 1) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(until(), true)
}

describe('x:OidcProvider in several processes', () => {
  test('a change is in force here at once and elsewhere soon', async () => {
    await using kit = await TestManagement.open()
    const [here, there] = [await kit.oidcProvider(), await kit.oidcProvider()]
    await here.set({ authCodeMaxAttempts: 9 })
    assert.equal(here.current().authCodeMaxAttempts, 9)
    await settled(() => there.current().authCodeMaxAttempts === 9)
  })

  test('changes of different fields at once all hold', async () => {
    await using kit = await TestManagement.open()
    const nodes: OidcProviderObject[] = []
    for (let count = 0; count < 4; count += 1) nodes.push(await kit.oidcProvider())
    const patches = [
      { authCodeMaxAttempts: 9 },
      { accessTokenExpiry: '2h' },
      { requireClientRegistration: true },
      { idTokenExpiry: '5m' },
    ]
    const results = await Promise.all(patches.map((patch, index) => nodes[index]?.set(patch)))
    for (const result of results) assert.deepEqual(result, { updated: true })
    const { authCodeMaxAttempts, accessTokenExpiry, requireClientRegistration, idTokenExpiry } = (
      await kit.oidcProvider()
    ).current()
    assert.deepEqual(
      { authCodeMaxAttempts, accessTokenExpiry, requireClientRegistration, idTokenExpiry },
      { authCodeMaxAttempts: 9, accessTokenExpiry: 7_200_000, requireClientRegistration: true, idTokenExpiry: 300_000 },
    )
  })

  test('sets of one process run one after another', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    await Promise.all(Array.from({ length: 10 }, (_, index) => object.set({ authCodeMaxAttempts: index + 1 })))
    assert.equal(object.current().authCodeMaxAttempts, 10)
  })

  test('a snapshot does not change under the one who holds it', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const snapshot = object.current()
    assert.equal(Object.isFrozen(snapshot), true)
    await object.set({ authCodeMaxAttempts: 9 })
    assert.equal(snapshot.authCodeMaxAttempts, 3)
  })

  test('a secret that is missing on this node keeps the settings from before in force, and is reported', async () => {
    await using kit = await TestManagement.open()
    kit.environment.set('OIDC_KEY', 'only on the other node')
    const there = await kit.oidcProvider()
    const reported: Error[] = []
    const sources = { ...kit.sources, environment: () => undefined }
    const here = await kit.oidcProvider({ sources }, (error) => void reported.push(error))
    const before = here.current()
    await there.set({ encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' }, authCodeMaxAttempts: 9 })
    await settled(() => reported.length > 0)
    assert.match(reported[0]?.message ?? '', /encryptionKey: The environment variable OIDC_KEY is not set/)
    assert.equal(here.current(), before)
    assert.deepEqual(await here.set({ idTokenExpiry: 1000 }), {
      updated: false,
      error: {
        type: 'validationFailed',
        validationErrors: [{ type: 'Invalid', property: 'encryptionKey', value: 'OIDC_KEY' }],
        description: "encryptionKey: The environment variable OIDC_KEY is not set; set it for the server's process.",
      },
    })
    const repaired = await here.set({ encryptionKey: { '@type': 'Value', secret: 'for all nodes' } })
    assert.deepEqual(repaired, { updated: true })
    assert.equal(here.current().authCodeMaxAttempts, 9)
    await settled(() => there.current().encryptionKey === 'for all nodes')
  })

  test('a reload reads the file of a secret again; while it cannot be read the secret from before stays', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const filePath = kit.file('oidc-key', 'first')
    await object.set({ encryptionKey: { '@type': 'File', filePath } })
    kit.file('oidc-key', 'second')
    assert.equal(object.current().encryptionKey, 'first')
    await object.reload()
    assert.equal(object.current().encryptionKey, 'second')
    kit.file('oidc-key', '')
    await assert.rejects(object.reload(), /encryptionKey: The file .* is empty/)
    assert.equal(object.current().encryptionKey, 'second')
  })

  test('a refresh puts in force what others wrote before it resolves', async () => {
    await using kit = await TestManagement.open()
    const [here, there] = [await kit.oidcProvider(), await kit.oidcProvider()]
    there.close()
    await here.set({ authCodeMaxAttempts: 9 })
    assert.equal(there.current().authCodeMaxAttempts, 3)
    await there.refresh()
    assert.equal(there.current().authCodeMaxAttempts, 9)
    const before = there.current()
    await there.refresh()
    assert.equal(there.current(), before)
  })

  test('a closed object hears of no change', async () => {
    await using kit = await TestManagement.open()
    const [here, there] = [await kit.oidcProvider(), await kit.oidcProvider()]
    here.close()
    await there.set({ authCodeMaxAttempts: 9 })
    await new Promise((resolve) => setTimeout(resolve, 30))
    assert.equal(here.current().authCodeMaxAttempts, 3)
  })
})

describe('x:OidcProvider at start', () => {
  test('a secret that cannot be read stops it, naming field, variable and remedy', async () => {
    await using kit = await TestManagement.open()
    kit.environment.set('OIDC_KEY', 'from the environment')
    await (await kit.oidcProvider()).set({ encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' } })
    kit.environment.delete('OIDC_KEY')
    await assert.rejects(kit.oidcProvider(), {
      message:
        "The OidcProvider settings cannot be put in force. encryptionKey: The environment variable OIDC_KEY is not set; set it for the server's process.",
    })
  })

  test('a file that is gone stops it, naming its path', async () => {
    await using kit = await TestManagement.open()
    const filePath = kit.file('oidc-key', 'from the file')
    await (await kit.oidcProvider()).set({ encryptionKey: { '@type': 'File', filePath } })
    await assert.rejects(
      kit.oidcProvider({
        sources: {
          ...kit.sources,
          readFile: () => {
            throw new Error('ENOENT')
          },
        },
      }),
      new RegExp(`encryptionKey: The file ${filePath} cannot be read`),
    )
  })

  test('another master key stops it, and says so', async () => {
    await using kit = await TestManagement.open()
    await kit.oidcProvider()
    const crypto = createCrypto({ masterKey: 'the master key of another data folder, as long', clock: kit.clock })
    await assert.rejects(kit.oidcProvider({ crypto }), /encryptionKey of OidcProvider .* Start with the master key that belongs/)
  })

  test('members that a newer release has stored are ignored and kept', async () => {
    await using kit = await TestManagement.open()
    await kit.oidcProvider()
    const { settings } = kit.stores
    const row = await settings.find('OidcProvider')
    assert.ok(row)
    await settings.write('OidcProvider', JSON.stringify({ ...JSON.parse(row.json), laterField: [1] }), row.version, kit.now)
    const object = await kit.oidcProvider()
    assert.deepEqual(await object.set({ authCodeMaxAttempts: 9 }), { updated: true })
    const after = await settings.find('OidcProvider')
    assert.deepEqual(JSON.parse(after?.json ?? '{}').laterField, [1])
  })

  test('members that an older release has not stored have their defaults', async () => {
    await using kit = await TestManagement.open()
    await kit.oidcProvider()
    const { settings } = kit.stores
    const row = await settings.find('OidcProvider')
    assert.ok(row)
    const { userCodeExpiry: _gone, ...older } = JSON.parse(row.json)
    await settings.write('OidcProvider', JSON.stringify(older), row.version, kit.now)
    assert.equal((await kit.oidcProvider()).current().userCodeExpiry, 1_800_000)
  })
})
