import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { executableOf, freePort, type Runtime } from '@latchkey/testing'
import { type CapturedAnswer, type CapturedAnswers, ownFields } from '../listeners/answers.ts'
import type { Target } from '../target.ts'
import { ServerProcess } from './server-process.ts'

/** A server that sends what Latchkey answers to discovery, JWKS and one person's userinfo, and does nothing else. */
export async function startBareListener(
  runtime: Runtime,
  latchkey: Target,
  folder: string,
): Promise<{ readonly process: ServerProcess; readonly target: Target }> {
  const port = await freePort()
  const answersFile = join(folder, `answers-${runtime}.json`)
  const person = latchkey.people[0]
  if (person === undefined) throw new Error('nobody is signed in')
  writeFileSync(answersFile, JSON.stringify(await captureAnswers(latchkey, person.accessToken)))
  const process = await ServerProcess.start({
    command: executableOf(runtime),
    args: [join(import.meta.dirname, `../listeners/bare-${runtime}.ts`), String(port), answersFile],
    env: globalThis.process.env,
    logFile: join(folder, `bare-${runtime}.log`),
    port,
    readyPath: latchkey.paths.discovery,
  })
  return { process, target: { ...latchkey, port, host: `localhost:${port}`, people: [person] } }
}

async function captureAnswers({ host, paths }: Target, accessToken: string): Promise<CapturedAnswers> {
  const capture = async (path: string): Promise<CapturedAnswer> => {
    const response = await fetch(`http://${host}${path}`, { headers: { authorization: `Bearer ${accessToken}` } })
    const headers = [...response.headers].filter(([name]) => !ownFields.has(name))
    return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() }
  }
  return {
    [paths.discovery]: await capture(paths.discovery),
    [paths.jwks]: await capture(paths.jwks),
    [paths.userinfo]: await capture(paths.userinfo),
  }
}
