#!/usr/bin/env bun
import module from 'node:module'
import { join } from 'node:path'

// Node keeps what it made of the sources beside the dependencies, where only who installs can write; Bun has no need of it. Before
// anything else is imported, since it counts from here on.
module.enableCompileCache?.(join(import.meta.dirname, '../../../node_modules/.cache/latchkey'))
const { run } = await import('./run.ts')
const { processOutput } = await import('./process-output.ts')

const output = processOutput()
process.exitCode = await run(process.argv.slice(2), output).catch((error: unknown) => {
  output.complain(`error: ${error instanceof Error ? error.message : String(error)}`)
  return 1
})
