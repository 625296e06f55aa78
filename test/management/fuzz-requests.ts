import { type Dice, damaged, jsonNoise } from './json-noise.ts'

export interface FuzzObject {
  readonly name: string
  readonly fields: Readonly<Record<string, { readonly type: FieldType; readonly update: string }>>
  readonly ids: readonly string[]
}

export interface FuzzWorld {
  readonly objects: readonly FuzzObject[]
  readonly enums: Readonly<Record<string, readonly { readonly name: string }[]>>
}

interface FieldType {
  readonly type: string
  readonly format?: string
  readonly enumName?: string
  readonly class?: FieldType
}

const operations = ['get', 'set', 'set', 'set', 'query', 'changes', 'queryChanges', 'copy'] as const
const texts = [
  'calendar.write',
  'A name',
  'https://app.example/cb',
  'https://other.example/',
  'x',
  'jane',
  '****',
  '2027-01-01T00:00:00Z',
]

/** A request: mostly one that is nearly right, as those find more than noise does. */
export function fuzzRequest(dice: Dice, world: FuzzWorld): string {
  if (dice.chance(0.05)) return JSON.stringify(jsonNoise(dice, ['using', 'methodCalls', 'createdIds']))
  const calls = Array.from({ length: 1 + dice.below(3) }, (_, index) => {
    const object = dice.pick(world.objects)
    const operation = dice.pick(operations)
    const args = dice.chance(0.02)
      ? jsonNoise(dice, ['id', ...Object.keys(object.fields)])
      : argumentsOf(dice, world, object, operation)
    return [`${object.name}/${operation}`, args, `c${index}`]
  })
  const capabilities = dice.chance(0.98) ? ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'] : jsonNoise(dice, ['using'])
  const createdIds = dice.chance(0.05) ? { createdIds: jsonNoise(dice, ['k0']) } : {}
  const text = JSON.stringify({ using: capabilities, methodCalls: calls, ...createdIds })
  return dice.chance(0.05) ? damaged(dice, text) : text
}

function argumentsOf(dice: Dice, world: FuzzWorld, object: FuzzObject, operation: string): object {
  const names = ['id', ...Object.keys(object.fields)]
  const noise = (): unknown => jsonNoise(dice, names)
  const id = (): string => dice.pick(object.ids.length > 0 && dice.chance(0.8) ? object.ids : ['singleton', 'x', '#k0', ''])
  const sometimes = (name: string, probability: number, value: () => unknown): object =>
    dice.chance(probability) ? { [name]: dice.chance(0.9) ? value() : noise() } : {}
  const patch = (): object => patchOf(dice, world, object)
  const query = (): object => ({
    ...sometimes('filter', 0.5, () => filterOf(dice, world, object)),
    ...sometimes('sort', 0.4, () => [{ property: dice.pick(names), isAscending: dice.chance(0.5) }]),
  })
  switch (operation) {
    case 'get':
      return {
        ...sometimes('ids', 0.8, () => [id(), id()]),
        ...sometimes('properties', 0.3, () => [dice.pick(names)]),
        ...sometimes('#ids', 0.1, () => ({
          resultOf: 'c0',
          name: `${object.name}/query`,
          path: dice.pick(['/ids', '/list/*/id', '']),
        })),
      }
    case 'set':
      return {
        ...sometimes('create', 0.4, () => ({ k0: { ...namesOf(dice, world, object), ...(dice.chance(0.5) ? patch() : {}) } })),
        ...sometimes('update', 0.6, () => ({ [id()]: patch() })),
        ...sometimes('destroy', 0.005, () => [id()]),
        ...sometimes('ifInState', 0.1, () => dice.pick(['0', '5', 'x'])),
        ...sometimes('accountId', 0.03, () => id()),
      }
    case 'query':
      return {
        ...query(),
        ...sometimes('position', 0.3, () => dice.pick([0, -1, 5, 1e9])),
        ...sometimes('anchor', 0.2, id),
        ...sometimes('limit', 0.3, () => dice.pick([0, 1, 5000, -1, 1e12])),
        ...sometimes('calculateTotal', 0.3, () => true),
      }
    case 'changes':
      return {
        ...sometimes('sinceState', 0.9, () => dice.pick(['0', '1', '99999999', 'x'])),
        ...sometimes('maxChanges', 0.5, () => 10),
      }
    case 'queryChanges':
      return {
        ...query(),
        ...sometimes('sinceQueryState', 0.9, () => dice.pick(['0', '1', 'x'])),
        ...sometimes('upToId', 0.2, id),
      }
    default:
      return { fromAccountId: 'x', create: noise() }
  }
}

/** What an object cannot be created without, more often than not. */
function namesOf(dice: Dice, world: FuzzWorld, { fields }: FuzzObject): object {
  const names = ['name', 'clientId', 'description', 'redirectUris'].filter((name) => fields[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, typedValue(dice, world, fields[name]?.type ?? { type: 'string' })]))
}

function patchOf(dice: Dice, world: FuzzWorld, { fields }: FuzzObject): object {
  const mutable = Object.keys(fields).filter((name) => fields[name]?.update === 'mutable')
  const names = mutable.length > 0 && dice.chance(0.9) ? mutable : ['id', ...Object.keys(fields)]
  const members = Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => {
    const name = dice.pick(names)
    const type = fields[name]?.type ?? { type: 'string' }
    if (dice.chance(0.15))
      return [`${name}/${dice.pick(['0', 'secret', 'x', '~', '@type', '__proto__'])}`, jsonNoise(dice, names)]
    return [name, dice.chance(0.8) ? typedValue(dice, world, type) : jsonNoise(dice, names)]
  })
  return Object.fromEntries(members)
}

/** A value that has the type, whatever the rules of the field say. */
function typedValue(dice: Dice, world: FuzzWorld, type: FieldType): unknown {
  switch (type.type) {
    case 'boolean':
      return dice.chance(0.5)
    case 'number':
      return dice.pick([1, 8, 64, 1000, 60_000, 3_600_000, '1h'])
    case 'enum':
      return dice.pick(world.enums[type.enumName ?? ''] ?? [{ name: 'x' }]).name
    case 'objectId':
      return dice.pick(world.objects.flatMap(({ ids }) => ids))
    case 'set':
      return { [String(typedValue(dice, world, type.class ?? { type: 'string' }))]: true }
    case 'utcDateTime':
      return '2027-01-01T00:00:00Z'
    case 'string':
      return `${dice.pick(texts)}${dice.chance(0.5) ? dice.below(1000) : ''}`
    default:
      return dice.pick([null, {}, { 0: {} }, { '@type': 'Inherit' }, { '@type': 'Value', secret: 'x' }])
  }
}

function filterOf(dice: Dice, world: FuzzWorld, object: FuzzObject, depth = 0): object {
  const names = Object.keys(object.fields)
  if (depth < 3 && dice.chance(0.2)) {
    const conditions = Array.from({ length: dice.below(3) }, () => filterOf(dice, world, object, depth + 1))
    return { operator: dice.pick(['AND', 'OR', 'NOT', 'XOR']), conditions }
  }
  const name = dice.pick([...names, 'text'])
  const suffix = dice.chance(0.2) ? dice.pick(['IsGreaterThan', 'IsLessThanOrEqual', 'IsNothing']) : ''
  return { [`${name}${suffix}`]: typedValue(dice, world, object.fields[name]?.type ?? { type: 'string' }) }
}
