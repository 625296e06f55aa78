import { type ClaimMapping, type ClaimMappings, type ClaimSource, claimPlaces, type JsonConstant } from '@latchkey/core'

/** Mappings as the record has them; `undefined`: not of their form. The rules about what they say are those of `checkClaimMapping`. */
export function parseClaimMapping(value: unknown): ClaimMappings | undefined {
  if (!isObject(value)) return undefined
  const entries = Object.entries(value)
  const parsed = entries.flatMap(([claim, mapping]) => {
    const one = parseOne(mapping)
    return one === undefined ? [] : [[claim, one] as const]
  })
  return parsed.length === entries.length ? Object.fromEntries(parsed) : undefined
}

function parseOne(value: unknown): ClaimMapping | undefined {
  if (!isObject(value) || !Array.isArray(value['places'])) return undefined
  const { places, scope } = value
  const source = parseSource(value['source'])
  const known = claimPlaces.filter((place) => Array.isArray(places) && places.includes(place))
  if (source === undefined || !Array.isArray(places) || new Set(places).size !== known.length) return undefined
  if (scope === undefined) return { source, places: known }
  return typeof scope === 'string' ? { source, places: known, scope } : undefined
}

function parseSource(value: unknown): ClaimSource | undefined {
  if (!isObject(value)) return undefined
  const { kind, path, paths, template, prefix } = value
  const before = typeof prefix === 'string' ? { prefix } : {}
  switch (kind) {
    case 'attribute':
      return typeof path === 'string' ? { kind, path } : undefined
    case 'first':
      return isTexts(paths) ? { kind, paths } : undefined
    case 'template':
      return typeof template === 'string' ? { kind, template } : undefined
    case 'groups':
    case 'roles':
      return prefix === undefined || typeof prefix === 'string' ? { kind, ...before } : undefined
    case 'constant':
      return isConstant(value['value']) ? { kind, value: value['value'] } : undefined
    default:
      return undefined
  }
}

/** What JSON can say. */
function isConstant(value: unknown): value is JsonConstant {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isConstant)
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
