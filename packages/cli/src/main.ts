#!/usr/bin/env bun
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), {
  print: (line) => {
    process.stdout.write(`${line}\n`)
  },
  complain: (line) => {
    process.stderr.write(`${line}\n`)
  },
}).catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  return 1
})
