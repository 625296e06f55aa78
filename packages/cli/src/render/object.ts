import type { JsonObject } from '@latchkey/management'
import type { SchemaFormLayout } from '@latchkey/management/schema'
import { allProperties, type Kind } from '../objects/kind.ts'
import { oneLine } from '../one-line.ts'
import type { Paint } from './paint.ts'
import { type ValueView, valueLines, variantOf } from './value.ts'

interface Row {
  readonly label: string
  readonly lines: readonly string[]
}

/** An object for people: the sections and labels of its form; what the form does not have comes last. */
export function objectLines(view: ValueView, kind: Kind, object: JsonObject, paint: Paint): readonly string[] {
  const variant = variantOf(kind.variants, object) ?? kind.variants[0]
  const properties = { ...allProperties(kind.variants), ...variant?.properties }
  const form = formOf(view, kind, variant?.schemaName)
  const labels = labelsOf(form)
  const listed = new Set(['id', '@type', ...labels.keys()])
  const row = (name: string): Row => ({
    label: labels.get(name) ?? oneLine(name),
    lines: valueLines(view, properties[name]?.type, object[name]),
  })
  const sections = [
    ...(form?.sections.map(({ title, fields }) => ({
      title,
      rows: fields.filter(({ name }) => name in object).map(({ name }) => row(name)),
    })) ?? []),
    {
      title: form === undefined ? undefined : 'More',
      rows: Object.keys(object)
        .filter((name) => !listed.has(name))
        .map(row),
    },
  ].filter(({ rows }) => rows.length > 0)
  const width = Math.max(0, ...sections.flatMap(({ rows }) => rows.map(({ label }) => label.length)))
  const head = kind.isSingleton ? kind.shortName : `${kind.shortName} ${oneLine(String(object['id'] ?? ''))}`
  return [
    paint.bold(head),
    ...sections.flatMap(({ title, rows }) => [
      '',
      ...(title === undefined ? [] : [paint.bold(title)]),
      ...rows.flatMap((each) => rowLines(each, width)),
    ]),
  ]
}

/** Labels of the fields of a kind, by name. */
export function fieldLabels(view: Pick<ValueView, 'schema'>, kind: Kind): ReadonlyMap<string, string> {
  return labelsOf(formOf(view, kind, kind.variants[0]?.schemaName))
}

function formOf({ schema }: Pick<ValueView, 'schema'>, kind: Kind, schemaName: string | undefined): SchemaFormLayout | undefined {
  return (schemaName === undefined ? undefined : schema.forms[schemaName]) ?? schema.forms[kind.name]
}

function labelsOf(form: SchemaFormLayout | undefined): ReadonlyMap<string, string> {
  return new Map(form?.sections.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label] as const)))
}

function rowLines({ label, lines }: Row, width: number): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(width)}  ${line}`)
}
