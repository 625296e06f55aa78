/* A running Latchkey and an application beside it that signs people in with it: `npm run demo`. */
import { parseArgs } from 'node:util'
import { type TemporaryFolder, temporaryFolder } from '@latchkey/testing'
import { startApp } from './app/start-app.ts'
import { DemoProvider } from './provider/demo-provider.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8090' }, data: { type: 'string' }, help: { type: 'boolean', default: false } },
})
const port = Number(values.port)
if (values.help || !Number.isInteger(port) || port < 1 || port > 65_534) {
  console.log(
    'npm run demo -- [--port=N] [--data=FOLDER]\n\nLatchkey takes port N (8090), the sample application the one after it.',
  )
  console.log('Without --data everything is in a temporary folder that is removed at the end.')
  process.exit(values.help ? 0 : 2)
}

const temporary: TemporaryFolder | undefined = values.data === undefined ? temporaryFolder() : undefined
const provider = new DemoProvider({ port, data: values.data ?? `${temporary?.path}/data` })
const appUrl = `http://localhost:${port + 1}`

try {
  await provider.start()
  const person = await provider.ensurePerson()
  const client = await provider.ensureClient(appUrl)
  const app = await startApp({
    url: appUrl,
    issuer: provider.issuer,
    ...client,
    readTrace: (traceId) => provider.readTrace(traceId),
  })
  console.log(`
  Latchkey               ${provider.issuer}
  The sample application ${appUrl}      <- open this

  Sign in as             ${person.username}
  with the password      ${person.password}

  Ctrl-C stops both.
`)
  await endOf(provider)
  app.close()
  app.closeAllConnections()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await provider.stop()
  temporary?.remove()
}

/** Waits for Ctrl-C, SIGTERM, or the end of Latchkey, which is a failure. */
async function endOf(running: DemoProvider): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await Promise.race([asked, running.ended().then((output) => Promise.reject(new Error(`Latchkey ended:\n${output}`)))])
}
