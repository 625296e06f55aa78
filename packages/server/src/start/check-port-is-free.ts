import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartRefused } from '../options/option.ts'
import type { ListenAddress } from '../options/values.ts'
import { sentenceOf } from './sentence-of.ts'

/** A port that is opened to be shared opens even if somebody else has it; this finds them by asking for it alone. `name`: of the option. @throws StartRefused */
export async function checkPortIsFree({ host, port }: ListenAddress, name: string): Promise<void> {
  const probe = createServer()
  try {
    probe.listen({ host, port, exclusive: true })
    await once(probe, 'listening')
    probe.close()
    await once(probe, 'close')
  } catch (cause) {
    const value = `${host}:${port}`
    throw new StartRefused([{ name, value, remedy: `cannot be listened on: ${sentenceOf(cause)}` }])
  }
}
