import { plainDescriber } from '../conformance/plain-describer.ts'
import { openStorage } from '../open-storage.ts'

/*
 * What another process does in the test of shared files: counts to the number of its second argument in the database of its first one,
 * and then writes the settings object of its third.
 */
const [file = '', count = '0', settings = ''] = process.argv.slice(2)
const storage = await openStorage({ location: `sqlite:${file}`, clock: () => 0, describe: plainDescriber })
for (let i = 0; i < Number(count); i += 1) await storage.identity.throttle.add('shared' as never, 1, 1_000)
await storage.provider.settings.write(settings, '{}', 0, 1)
await storage.close()
