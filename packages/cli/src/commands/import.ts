import { basename } from 'node:path'
import type { ImportFormat, Translated } from '@latchkey/management/import'
import { type Command, type Context, type ExitCode, type Flag, UsageError } from '../command.ts'
import { eventsOfSource } from '../import/events-of-source.ts'
import { mistakeLines, reportLines } from '../import/report-lines.ts'
import { filesIn, takeDocument, takeLines } from '../import/source-files.ts'
import { openOutputFile } from '../output-file.ts'
import { createProgress } from '../render/progress.ts'
import { followPlan } from './follow-plan.ts'

const flags: Readonly<Record<string, Flag>> = {
  'dry-run': { description: 'Show what would be imported; changes nothing.' },
  output: {
    form: 'FILE',
    description: 'Write a plan file for `latchkey apply` instead, which only you can read: it holds hashes and secrets.',
  },
  all: { description: 'Show every account, too.' },
  quiet: { description: 'No progress.' },
}
const standardInput: Readonly<Record<string, Flag>> = { stdin: { description: 'Read from standard input.' } }

const notes: readonly string[] = [
  'All of it or nothing. What exists already stays as it is, so a second time changes nothing; an account is known by its subject, too.',
  'What cannot be taken over is counted and named first. No account gets rights of management.',
]

/** Users, groups, clients and scopes of a realm. */
export const importKeycloak: Command = {
  name: 'import keycloak',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: 'FILE|FOLDER...',
  summary: 'Import users with their passwords, groups, clients and scopes from an export of Keycloak.',
  notes,
  examples: ['kc.sh export --dir acme --realm acme', 'latchkey import keycloak acme --dry-run', 'latchkey import keycloak acme'],
  flags: { realm: { form: 'NAME', description: 'Which one, of several realms.' }, ...flags },
  completes: 'file',
  run: (context) => runImport('keycloak', context),
}

/** Users of Auth0. */
export const importAuth0: Command = {
  name: 'import auth0',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[FILE...]',
  summary: 'Import users from an export of Auth0, a user a line; with the file of password hashes, with their passwords.',
  notes,
  examples: ['latchkey import auth0 users.ndjson passwords.ndjson --dry-run'],
  flags: { ...standardInput, ...flags },
  completes: 'file',
  run: (context) => runImport('auth0', context),
}

/** Accounts in our own form. */
export const importAccounts: Command = {
  name: 'import accounts',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[FILE...]',
  summary:
    'Import accounts from anywhere, a JSON object a line: name, subject, passwordHash, claims, attributes, groups, disabled.',
  notes,
  examples: ['latchkey import accounts people.ndjson'],
  flags: { ...standardInput, ...flags },
  completes: 'file',
  run: (context) => runImport('accounts', context),
}

async function runImport(name: ImportFormat['name'], context: Context): Promise<ExitCode> {
  const { given, isJson, print, complain, paint, connect } = context
  const paths = sourcesOf(context)
  const translated = await translate(name, paths, context)
  const { mistakes, lines } = translated
  if (isJson) {
    for (const leftOver of translated.leftOvers) print(JSON.stringify({ type: 'left-over', ...leftOver }))
    for (const text of translated.suggestions) print(JSON.stringify({ type: 'suggestion', text }))
  } else {
    for (const line of reportLines(translated, paint)) print(line)
  }
  if (mistakes.length > 0) {
    if (isJson) print(JSON.stringify({ type: 'refused', mistakes }))
    complain(`error: refused, nothing was changed${mistakes.length > 1 ? `: ${mistakes.length} mistakes` : ''}`)
    for (const line of mistakeLines(mistakes)) complain(`  ${line}`)
    return 1
  }
  const file = given.value('output')
  if (file !== undefined) return writePlan(file, lines, context)
  const isApplied = !given.isSet('dry-run')
  const transport = await connect()
  const events = transport.plan(each(lines), { mode: isApplied ? 'apply' : 'plan', name: titleOf(paths) })
  const done = await followPlan(context, eventsOfSource(events, translated, !isJson && !given.isSet('all')), isApplied)
  return done.type === 'refused' ? done.code : 0
}

/** Files and folders; `undefined`: standard input. @throws UsageError when there is none or both */
function sourcesOf({ given }: Context): readonly string[] | undefined {
  const { positionals } = given
  if (given.isSet('stdin') === positionals.length > 0) throw new UsageError('name files, or pass --stdin where it is known')
  return given.isSet('stdin') ? undefined : positionals
}

async function translate(
  name: ImportFormat['name'],
  paths: readonly string[] | undefined,
  context: Context,
): Promise<Translated> {
  const { importFormats, Translation, TooMuch } = await import('@latchkey/management/import')
  const format = importFormats.find((one) => one.name === name)
  if (format === undefined) throw new TypeError(`there is no format ${name}`)
  const { given } = context
  const progress = createProgress(context, !given.isSet('quiet'))
  const translation = new Translation()
  const realm = name === 'keycloak' ? given.value('realm') : undefined
  const translator = format.begin(translation, { ...(realm !== undefined && { realm }) })
  let count = 0
  const onPiece = (): void => {
    count += 1
    progress.say(`Reading: ${count} ${format.reads}`)
  }
  try {
    for (const path of paths === undefined ? [undefined] : filesIn(paths)) {
      if (format.reads === 'lines' || path === undefined) {
        await takeLines(path, translator, { translation, onLine: onPiece })
      } else {
        takeDocument(path, translator, translation)
        onPiece()
      }
    }
    translator.finish()
  } catch (error) {
    // It is among the mistakes.
    if (!(error instanceof TooMuch)) throw error
  } finally {
    progress.end()
  }
  return translation.result
}

function writePlan(file: string, lines: readonly string[], { complain, given }: Context): ExitCode {
  const target = openOutputFile(file)
  try {
    for (const line of lines) target.write(`${line}\n`)
    target.finish()
  } catch (error) {
    target.abandon()
    throw error
  }
  if (!given.isSet('quiet')) complain(`${lines.length} lines written to ${file}`)
  return 0
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

/** What revisions call the source. */
function titleOf(paths: readonly string[] | undefined): string {
  const [first, ...more] = paths ?? []
  if (first === undefined) return 'standard input'
  return more.length === 0 ? basename(first) : `${basename(first)} and ${more.length} more`
}
