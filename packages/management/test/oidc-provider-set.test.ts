import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { oidcProviderFields } from '../src/objects/oidc-provider/declaration.ts'
import { refusal, TestManagement } from './test-management.ts'

const boolean = 'Invalid value for boolean property (expected true or false)'
const unsigned = 'Invalid value for unsigned integer property (expected non-negative integer)'
const duration = 'Invalid duration value'
const text = 'Invalid value for property.'
const variant = "Missing or invalid '@type' property in object"
const pointer = 'Invalid JSON Pointer path'

const fields = Object.entries(oidcProviderFields)
const durations = fields.flatMap(([name, { type }]) => (type.type === 'number' && type.format === 'duration' ? [name] : []))
const booleans = fields.flatMap(([name, { type }]) => (type.type === 'boolean' ? [name] : []))
const secrets = fields.flatMap(([name, { type }]) => (type.type === 'object' ? [name] : []))

describe('x:OidcProvider/set refuses with invalidPatch', () => {
  const table: readonly (readonly [property: string, value: unknown, description: string, pointer?: string])[] = [
    ...booleans.flatMap((name) => ['true', 0, 1, null, {}, []].map((value) => [name, value, boolean] as const)),
    ...['3', 1.5, -1, null, true, {}, 2 ** 53, 1e300].map((value) => ['authCodeMaxAttempts', value, unsigned] as const),
    ...durations.flatMap((name) =>
      [
        0,
        -1,
        1.5,
        null,
        true,
        {},
        [],
        '',
        '0m',
        '1h30m',
        '10 minutes',
        '-5m',
        '1.5h',
        '10M',
        'PT10M',
        2 ** 53,
        '99999999999999d',
      ].map((value) => [name, value, duration] as const),
    ),
    ...secrets.flatMap((name) =>
      [null, 'secret', 1, [], {}, { secret: 'x' }, { '@type': 'None' }, { '@type': 'Other', secret: 'x' }].map(
        (value) => [name, value, variant] as const,
      ),
    ),
    ['encryptionKey', { '@type': 'Text', secret: 'x' }, variant],
    ['signatureKey', { '@type': 'Value', secret: 'x' }, variant],
    ['encryptionKey', { '@type': 'Value', secret: '' }, text, 'encryptionKey/secret'],
    ['encryptionKey', { '@type': 'Value', secret: 1 }, text, 'encryptionKey/secret'],
    ['encryptionKey', { '@type': 'File', filePath: '' }, text, 'encryptionKey/filePath'],
    ['encryptionKey', { '@type': 'EnvironmentVariable', variableName: null }, text, 'encryptionKey/variableName'],
    ['encryptionKey', { '@type': 'File', secret: 'x' }, 'Invalid key for object', 'encryptionKey/secret'],
    ['encryptionKey', { '@type': 'Value', secret: 'x', more: 1 }, 'Invalid key for object', 'encryptionKey/more'],
    ['encryptionKey/secret', '', text],
    ['encryptionKey/secret', null, text],
    ['encryptionKey/filePath', '/key', 'Invalid key for object'],
    ['encryptionKey/@type', 'File', variant, 'encryptionKey'],
    ['encryptionKey/secret/deeper', 'x', pointer],
    ['authCodeExpiry/x', 1, 'Invalid path for Duration'],
    ['authCodeMaxAttempts/x', 1, pointer],
    ['signatureAlgorithm/x', 'es256', pointer],
    ['encryption~2Key', 1, pointer],
    ['signatureAlgorithm', 'ES256', 'Invalid value ES256 for enum type JwtSignatureAlgorithm'],
    ['signatureAlgorithm', 'es512', 'Invalid value es512 for enum type JwtSignatureAlgorithm'],
    ['signatureAlgorithm', 'none', 'Invalid value none for enum type JwtSignatureAlgorithm'],
    ['signatureAlgorithm', null, 'Invalid value null for enum type JwtSignatureAlgorithm'],
    ['signatureAlgorithm', ['es256'], 'Invalid value ["es256"] for enum type JwtSignatureAlgorithm'],
    ['id', 'another', 'Invalid property'],
    ['description', 'Updated', 'Invalid property'],
    ['__proto__x', {}, 'Invalid property'],
    ['constructor', {}, 'Invalid property'],
    ['', 1, 'Invalid property'],
    ['/authCodeExpiry', 1, 'Invalid property'],
  ]
  test('in every row of the table, and changes nothing', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const before = object.current()
    for (const [property, value, description, where = property] of table) {
      const error = await refusal(object, { [property]: value })
      assert.ok('properties' in error, `${property}: ${JSON.stringify(value)}`)
      assert.equal(error.type, 'invalidPatch')
      assert.deepEqual(error.properties, [where], `${property}: ${JSON.stringify(value)}`)
      // Tools show the text; what there is instead is told after it.
      const rest = error.description.slice(description.length)
      const isText = error.description.startsWith(description) && (rest === '' || /^(?:\.|:) /.test(rest))
      assert.ok(isText, `${property}: ${JSON.stringify(value)}: ${error.description}`)
      assert.equal(object.current(), before)
    }
  })

  test('a property that it does not have, naming those that it has', async () => {
    await using kit = await TestManagement.open()
    const error = await refusal(await kit.oidcProvider(), { description: 'Updated' })
    assert.deepEqual(error, {
      type: 'invalidPatch',
      description: `Invalid property. OidcProvider has ${Object.keys(oidcProviderFields).join(', ')}.`,
      properties: ['description'],
    })
  })

  test('the first mistake only, and nothing of the patch is applied', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const error = await refusal(object, { authCodeMaxAttempts: 7, authCodeExpiry: 0, idTokenExpiry: 0 })
    assert.deepEqual(error, { type: 'invalidPatch', description: duration, properties: ['authCodeExpiry'] })
    assert.equal(object.get()['authCodeMaxAttempts'], 3)
  })

  test('RFC8620-5.3 a path that begins with another path of the patch', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const patch = { encryptionKey: { '@type': 'Value', secret: 'a' }, 'encryptionKey/secret': 'b' }
    assert.deepEqual(await refusal(object, patch), {
      type: 'invalidPatch',
      description: `${pointer}: overlaps another key`,
      properties: ['encryptionKey/secret'],
    })
  })
})

describe('x:OidcProvider/set refuses with validationFailed', () => {
  const table: readonly (readonly [patch: Readonly<Record<string, unknown>>, errors: readonly unknown[]])[] = [
    [{ authCodeMaxAttempts: 0 }, [{ type: 'MinValue', property: 'authCodeMaxAttempts', required: 1 }]],
    [{ authCodeMaxAttempts: 1001 }, [{ type: 'MaxValue', property: 'authCodeMaxAttempts', required: 1000 }]],
    ...durations.map(
      (name) => [{ [name]: '36501d' }, [{ type: 'MaxValue', property: name, required: 36_500 * 86_400_000 }]] as const,
    ),
    [
      { authCodeMaxAttempts: 0, encryptionKey: { '@type': 'Value' } },
      [
        { type: 'MinValue', property: 'authCodeMaxAttempts', required: 1 },
        { type: 'Required', property: 'encryptionKey/secret' },
      ],
    ],
    [{ signatureKey: { '@type': 'Text' } }, [{ type: 'Required', property: 'signatureKey/secret' }]],
    [{ signatureKey: { '@type': 'File' } }, [{ type: 'Required', property: 'signatureKey/filePath' }]],
    // A mask stands for the secret of the same variant only.
    [
      { encryptionKey: { '@type': 'File', filePath: '/nowhere/key' } },
      [{ type: 'Invalid', property: 'encryptionKey', value: '/nowhere/key' }],
    ],
    [
      { encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'NOT_SET' } },
      [{ type: 'Invalid', property: 'encryptionKey', value: 'NOT_SET' }],
    ],
    [
      { encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'EMPTY' } },
      [{ type: 'Invalid', property: 'encryptionKey', value: 'EMPTY' }],
    ],
    [{ signatureKey: { '@type': 'Text', secret: 'no PEM' } }, [{ type: 'Invalid', property: 'signatureKey', value: '****' }]],
    [{ 'signatureKey/secret': 'no PEM' }, [{ type: 'Invalid', property: 'signatureKey', value: '****' }]],
    // The key of a fresh install is one on P-256.
    ...['es384', 'rs256', 'rs384', 'rs512', 'ps256', 'ps384', 'ps512'].map(
      (name) => [{ signatureAlgorithm: name }, [{ type: 'Invalid', property: 'signatureAlgorithm', value: name }]] as const,
    ),
  ]
  test('in every row of the table, and changes nothing', async () => {
    await using kit = await TestManagement.open()
    kit.environment.set('EMPTY', '')
    const object = await kit.oidcProvider()
    const before = object.current()
    for (const [patch, errors] of table) {
      const error = await refusal(object, patch)
      assert.equal(error.type, 'validationFailed')
      assert.deepEqual('validationErrors' in error && error.validationErrors, errors, JSON.stringify(patch))
      assert.equal(object.current(), before)
    }
  })

  test('an empty file, with a sentence that names it', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const filePath = kit.file('empty', ' \n\n')
    const error = await refusal(object, { encryptionKey: { '@type': 'File', filePath } })
    assert.deepEqual(error, {
      type: 'validationFailed',
      validationErrors: [{ type: 'Invalid', property: 'encryptionKey', value: filePath }],
      description: `encryptionKey: The file ${filePath} is empty; write the secret into it.`,
    })
  })

  test('a key that does not fit, with a sentence that says why and without the key', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const secret = await kit.pem('es384')
    const error = await refusal(object, { signatureKey: { '@type': 'Text', secret } })
    assert.match('description' in error ? (error.description ?? '') : '', /^signatureKey: ES256 needs a key on P-256/)
    assert.equal(JSON.stringify(error).includes(secret.slice(40, 60)), false)
  })

  test('a patch over 200 kB', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    assert.deepEqual(await refusal(object, { 'encryptionKey/secret': 'x'.repeat(200_000) }), {
      type: 'validationFailed',
      validationErrors: [{ type: 'Invalid', property: 'id', value: 'singleton' }],
      description: 'An object must not be larger than 200000 octets.',
    })
  })
})
