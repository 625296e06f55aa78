import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkReference } from './checks.ts'
import { commandReference } from './commands.ts'
import { errorReference } from './errors.ts'
import { managementErrorReference } from './management-errors.ts'
import { objectReference } from './objects.ts'
import { optionReference } from './options.ts'
import { permissionReference } from './permissions.ts'

/*
 * Writes `docs/reference/` from the tables in the sources; with `--check` it writes nothing and fails if a file is stale.
 */

const folder = join(import.meta.dirname, '../../docs/reference')
const files = [
  errorReference(),
  checkReference(),
  optionReference(),
  objectReference(),
  permissionReference(),
  managementErrorReference(),
  commandReference(),
]
const isCheck = process.argv.includes('--check')

const stale = files.filter(({ path, text }) => read(join(folder, path)) !== text)
if (isCheck) {
  for (const { path } of stale) console.error(`docs/reference/${path} is stale: run npm run docs`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    console.log(`docs/reference/${path} written`)
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
