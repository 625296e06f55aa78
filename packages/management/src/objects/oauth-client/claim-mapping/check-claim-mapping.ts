import {
  type ClaimMapping,
  type ClaimMappings,
  type ClaimSource,
  isClaimPath,
  isKnownScope,
  isMappableClaim,
  knownScopes,
  pathsOfTemplate,
} from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../../set-error-of-issues.ts'
import { limits } from './limits.ts'

const pathRule = 'must be a standard claim, address.MEMBER, username or attributes.NAME'

/** The rules about what mappings say, each with the property that breaks it. @param isDefined whether an administrator defined a scope */
export async function checkClaimMapping(
  mappings: ClaimMappings = {},
  isDefined: (scope: string) => Promise<boolean>,
): Promise<readonly InputIssue[]> {
  const names = Object.keys(mappings)
  if (names.length > limits.mappings) {
    return [invalidIssue('claimMapping', `must have at most ${limits.mappings} claims`, names.length)]
  }
  const issues: InputIssue[] = []
  for (const [name, mapping] of Object.entries(mappings)) {
    const property = `claimMapping/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!isMappableClaim(name)) {
      const rule = 'must not be a claim of the protocol, one that is no text, or a name with blanks, backslashes or #'
      issues.push(invalidIssue(property, rule, name))
    }
    issues.push(...checkMapping(property, mapping))
    const { scope } = mapping
    if (scope !== undefined && !isKnownScope(scope) && !(await isDefined(scope))) {
      const rule = `must be one of ${knownScopes.join(', ')} or the name of a Scope object`
      issues.push(invalidIssue(`${property}/scope`, rule, scope))
    }
  }
  return issues
}

function checkMapping(property: string, { source, places }: ClaimMapping): readonly InputIssue[] {
  const nowhere =
    places.length === 0 ? [invalidIssue(property, 'must be in one of idToken, userinfo and accessToken', 'nowhere')] : []
  return [...nowhere, ...checkSource(`${property}/source`, source)]
}

function checkSource(property: string, source: ClaimSource): readonly InputIssue[] {
  switch (source.kind) {
    case 'attribute':
      return checkPaths(`${property}/path`, [source.path])
    case 'first':
      return checkPaths(`${property}/paths`, source.paths)
    case 'template':
      return checkTemplate(`${property}/template`, source.template)
    case 'groups':
    case 'roles':
      return checkLength(`${property}/prefix`, source.prefix ?? '', limits.prefix)
    case 'constant':
      return checkConstant(property, source.value)
  }
}

function checkPaths(property: string, paths: readonly string[]): readonly InputIssue[] {
  const wrong = paths.find((path) => !isClaimPath(path))
  if (paths.length > 0 && wrong === undefined) return checkLength(property, paths.join(' '), limits.text)
  return [invalidIssue(property, pathRule, wrong ?? '')]
}

function checkTemplate(property: string, template: string): readonly InputIssue[] {
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, '')))
    return [invalidIssue(property, 'must close every brace that it opens', template)]
  const wrong = pathsOfTemplate(template).find((path) => !isClaimPath(path))
  if (wrong !== undefined) return [invalidIssue(property, `names a path that ${pathRule}`, wrong)]
  return checkLength(property, template, limits.text)
}

function checkConstant(property: string, value: Extract<ClaimSource, { kind: 'constant' }>['value']): readonly InputIssue[] {
  if (typeof value === 'string') {
    return value.trim() === ''
      ? [invalidIssue(`${property}/text`, 'must not be blank', value)]
      : checkLength(`${property}/text`, value, limits.text)
  }
  const isNothing = value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  if (isNothing) return [invalidIssue(`${property}/json`, 'must be JSON that is neither null nor empty', 'null')]
  return checkLength(`${property}/json`, JSON.stringify(value), limits.text)
}

function checkLength(property: string, text: string, most: number): readonly InputIssue[] {
  if (text.length <= most) return []
  return [{ property, rule: `must have at most ${most} characters`, error: { type: 'MaxLength', property, required: most } }]
}
