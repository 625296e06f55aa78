#!/usr/bin/env bun
import module from 'node:module'
import { join } from 'node:path'

// Node keeps what it made of the sources beside the dependencies, where only who installs can write; Bun has no need of it. Before
// anything else is imported, since it counts from here on.
module.enableCompileCache?.(join(import.meta.dirname, '../../../node_modules/.cache/latchkey'))
const { runProcess } = await import('./run-process.ts')
await runProcess()
