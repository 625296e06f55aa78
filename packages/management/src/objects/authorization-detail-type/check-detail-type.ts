import {
  hasWholePlaceholders,
  isDetailType,
  isFieldPath,
  isListMember,
  parseDisplayName,
  pathsOfText,
  pathsOfType,
} from '@latchkey/core'
import type { DetailTypeRecord } from '../../ports/objects.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

/** BCP 47, as far as texts need it. */
const languageTag = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

/** What the declaration cannot say: names that mean something, and what refers to what. */
export function checkDetailType(record: DetailTypeRecord): readonly InputIssue[] {
  const isKnown = isDetailType(record.type)
    ? []
    : [invalidIssue('type', 'must be visible ASCII without blanks, quotation marks and backslashes', record.type)]
  return [...isKnown, ...checkTexts(record), ...checkFields(record), ...checkRequired(record)]
}

function checkTexts(record: DetailTypeRecord): readonly InputIssue[] {
  const texts = Object.entries(record.texts)
  if (texts.length === 0) return [invalidIssue('texts', 'must have a text in at least one language', {})]
  if (texts.length > 50) return [invalidIssue('texts', 'must have at most 50 languages', texts.length)]
  const paths = pathsOfType(record)
  return texts.flatMap(([locale, text]) => {
    const property = `texts/${locale.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!languageTag.test(locale)) return [invalidIssue(property, 'must be named by a language tag such as de or pt-BR', locale)]
    if (text.trim() === '' || /\p{Cc}/u.test(text))
      return [invalidIssue(property, 'must be a text without control characters', text)]
    if (!hasWholePlaceholders(text)) return [invalidIssue(property, 'must close every brace that it opens', text)]
    const unknown = pathsOfText(text).find((path) => !paths.includes(path))
    return unknown === undefined ? [] : [invalidIssue(property, 'must mention only members that the type has', unknown)]
  })
}

function checkFields({ fields }: DetailTypeRecord): readonly InputIssue[] {
  const paths = fields.map(({ path }) => path)
  return fields.flatMap(({ path, kind, label, values }, place) => {
    const at = `fields/${place}`
    const issues: InputIssue[] = []
    if (!isFieldPath(path)) {
      issues.push(invalidIssue(`${at}/path`, 'must be up to four names of letters, digits, _ and - between dots', path))
    } else if (paths.indexOf(path) !== place || paths.some((other) => other.startsWith(`${path}.`))) {
      issues.push(invalidIssue(`${at}/path`, 'must not be the path of another member or lead to one', path))
    }
    if (label !== undefined && parseDisplayName(label) === undefined) {
      issues.push(invalidIssue(`${at}/label`, 'must be a text without control characters', label))
    }
    if (values !== undefined && kind !== 'text' && kind !== 'texts') {
      issues.push(invalidIssue(`${at}/values`, 'are only for texts', kind))
    }
    return issues
  })
}

function checkRequired(record: DetailTypeRecord): readonly InputIssue[] {
  const paths = pathsOfType(record)
  const unknown = record.required.find((path) => !paths.includes(path))
  if (unknown === undefined) return []
  const rule = isListMember(unknown)
    ? 'names a list of which the type says no member'
    : 'must name only members that the type has'
  return [invalidIssue('required', rule, unknown)]
}
