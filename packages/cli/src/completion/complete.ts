import type { SchemaDocument } from '@latchkey/management/schema'
import type { Command, Environment, ExitCode, Output } from '../command.ts'
import { serverUrl } from '../connect/choose-connection.ts'
import { schemaCache } from '../connect/schema-cache.ts'
import { cacheFolder } from '../folders.ts'
import { candidates } from './candidates.ts'
import { filesMark } from './scripts.ts'

/** The command that completion scripts ask; not for people. */
export const completeCommand = 'complete'

/**
 * `latchkey complete -- WORD...`: prints what the last word may become, a line each. It opens no database and asks no server: what it knows
 * of objects is the copy that the last command kept, or what this version has itself.
 */
export async function runComplete(
  args: readonly string[],
  commands: readonly Command[],
  output: Output,
  environment: Environment,
): Promise<ExitCode> {
  const words = args[0] === '--' ? args.slice(1) : args
  const answer = await candidates(commands, words, async () => keptSchema(words, environment) ?? (await builtInSchema()))
  for (const word of answer.words) output.print(word)
  if (answer.files) output.print(filesMark)
  return 0
}

async function builtInSchema(): Promise<SchemaDocument> {
  const { buildSchemaDocument, objectDeclarations, objectRegistry } = await import('@latchkey/management')
  return buildSchemaDocument(objectDeclarations, objectRegistry())
}

function keptSchema(words: readonly string[], environment: Environment): SchemaDocument | undefined {
  const at = words.indexOf('--url')
  const typed = at === -1 ? words.find((word) => word.startsWith('--url='))?.slice('--url='.length) : words[at + 1]
  try {
    const url = serverUrl({ value: (flag) => (flag === 'url' ? typed : undefined) }, environment)
    const text = schemaCache(cacheFolder(environment), url).newest()
    return text === undefined ? undefined : (JSON.parse(text) as SchemaDocument)
  } catch {
    // Without an address, or with one that is none, there is no copy.
    return undefined
  }
}
