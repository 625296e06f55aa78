import { join } from 'node:path'
import { buildPackage } from './build-package.ts'
import { root } from './root.ts'

/*
 * Writes the package that is published to `dist/latchkey`; `npm pack ./dist/latchkey` makes its archive. A checkout never runs what is there.
 */

await buildPackage({ folder: join(root, 'dist/latchkey'), withTypes: true })
console.log('dist/latchkey is built: npm pack ./dist/latchkey makes an archive of it')
