/**
 * The command of the published package. A shell that is given it looks for Bun, then for Node; whoever starts it with either skips that. What
 * Node made of the program is kept inside the package, where only who installs can write.
 */
export const launcher: string = `#!/bin/sh
':' //; command -v bun >/dev/null 2>&1 && exec bun "$0" "$@"; exec node "$0" "$@"
import module from 'node:module'
import { join } from 'node:path'

const { bun, node } = process.versions
const [major, minor] = (bun ?? node).split('.').map(Number)
const [leastMajor, leastMinor] = bun === undefined ? [24, 7] : [1, 4]
if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
  module.enableCompileCache?.(join(import.meta.dirname, '../.cache'))
  const { runProcess } = await import('../lib/run-process.js')
  await runProcess()
} else {
  console.error(\`error: Latchkey needs Bun 1.4 or Node.js 24.7, or newer; this is \${bun === undefined ? 'Node.js' : 'Bun'} \${bun ?? node}\`)
  process.exitCode = 1
}
`
