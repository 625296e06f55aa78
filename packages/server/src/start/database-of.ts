import { resolve } from 'node:path'
import type { DataFolder } from './data-folder.ts'

/** Where the database is: what the options name, with a full path, else in the data folder. */
export function databaseOf(named: string | undefined, folder: DataFolder): string {
  if (named === undefined) return folder.database
  const scheme = 'sqlite:'
  return named.startsWith(scheme) ? `${scheme}${resolve(named.slice(scheme.length))}` : named
}
