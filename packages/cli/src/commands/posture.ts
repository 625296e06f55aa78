import { type JsonObject, type RuleInForce, refusedByRules, ruledProperties, rulesInForce } from '@latchkey/management'
import { type Command, UsageError } from '../command.ts'
import { callMethod, isObject } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { listObjects } from '../objects/read-objects.ts'
import { table } from '../table.ts'

/** Reports of one page. */
const pageSize = 200
/** Clients that a line of the table names. */
const mostNamed = 3

/** Shows how the security rules are applied, and who breaks those that only report. */
export const posture: Command = {
  name: 'posture',
  group: 'operation',
  place: 'anywhere',
  summary:
    'Show which security rules are off, reported or enforced, which clients break those that are reported, and whom the others refuse.',
  notes: [
    'FROM is the profile that says so, or `server` where the settings name the rule. Records of clients may say otherwise.',
    'REFUSED are clients that a rule refuses whatever they ask, because of what their records say.',
    '`latchkey update SecurityPosture` and `latchkey update OAuthClient` change it.',
  ],
  examples: ['latchkey posture', 'latchkey posture --json'],
  flags: {},
  async run({ given, isJson, connect, print }) {
    if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
    const transport = await connect()
    const { list } = await callMethod(transport, 'x:SecurityPosture/get', { ids: ['singleton'] })
    const [settings] = Array.isArray(list) ? list.filter(isObject) : []
    const reports = await allReports(transport)
    const refused = await allRefused(transport, settings ?? {})
    const rules = rulesInForce(settings ?? {}).map((rule) => ({
      ...rule,
      reports: reports.filter((report) => report['rule'] === rule.rule),
      refused: refused.flatMap(({ clientId, rules }) => (rules.has(rule.rule) ? [clientId] : [])),
    }))
    if (isJson) print(JSON.stringify(rules))
    else
      for (const line of table(['RULE', 'POSTURE', 'FROM', 'COUNT', 'LAST', 'CLIENTS', 'REFUSED'], rules.map(rowOf))) print(line)
    return 0
  },
}

type ReportedRule = RuleInForce & { readonly reports: readonly JsonObject[]; readonly refused: readonly string[] }

function rowOf({ rule, posture: of, publicPosture, from, reports, refused }: ReportedRule): readonly string[] {
  const count = reports.reduce((sum, report) => sum + Number(report['count']), 0)
  const last = reports.map((report) => String(report['lastAt'])).toSorted()
  const names = reports.map(({ clientId }) => (clientId === null ? '(not registered)' : String(clientId)))
  return [
    rule,
    of === publicPosture ? of : `${of}, public clients: ${publicPosture}`,
    from,
    count === 0 ? '' : String(count),
    last.at(-1) ?? '',
    some(names),
    some(refused),
  ]
}

function some(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return names.slice(0, mostNamed).join(', ') + more
}

/** Clients that rules refuse whatever they ask. */
async function allRefused(
  transport: Transport,
  settings: JsonObject,
): Promise<readonly { readonly clientId: string; readonly rules: ReadonlySet<string> }[]> {
  const all: { clientId: string; rules: ReadonlySet<string> }[] = []
  const sort = [{ property: 'clientId', isAscending: true }]
  const asked = { filter: {}, sort, properties: ruledProperties, pageSize }
  for await (const { objects } of listObjects(transport, { name: 'x:OAuthClient' }, asked)) {
    for (const client of objects) {
      const rules = new Set<string>(refusedByRules(client, settings).map(({ rule }) => rule))
      if (rules.size > 0) all.push({ clientId: String(client['clientId']), rules })
    }
  }
  return all
}

async function allReports(transport: Transport): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = []
  const asked = { filter: {}, sort: [], properties: null, pageSize }
  for await (const { objects } of listObjects(transport, { name: 'x:PostureReport' }, asked)) all.push(...objects)
  return all
}
