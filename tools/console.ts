import { buildConsole, consoleOutput, isConsoleFresh } from './build/build-console.ts'

/*
 * Builds the web console where a checkout serves it from, unless it is newer than its sources.
 */

if (!isConsoleFresh()) {
  await buildConsole(consoleOutput)
  console.log('The web console is built.')
}
