import type { LocalLatchkey } from '@latchkey/server'
import { type Command, type Environment, type ExitCode, Failure, type Output, Refusal, UsageError } from './command.ts'
import { commands, serveCommand } from './command-table.ts'
import { completeCommand, runComplete } from './completion/complete.ts'
import { requireThisMachine, withoutCredentials } from './connect/choose-connection.ts'
import { connect } from './connect/connect.ts'
import type { Transport } from './connect/transport.ts'
import { configurationFolder } from './folders.ts'
import { helpOf, overview } from './help.ts'
import type { Installation } from './installation.ts'
import { storedLogins } from './login/stored-logins.ts'
import { parseArguments } from './parse-arguments.ts'
import { readNewSecret } from './read-secret.ts'
import { createPaint } from './render/paint.ts'

/** Runs a command line that does not serve. */
export async function runCommand(args: readonly string[], output: Output, environment: Environment): Promise<ExitCode> {
  const [word] = args
  if (word === undefined || word === 'help' || word === '--help' || word === '-h')
    return help(args.slice(1), word === undefined, output)
  if (word === completeCommand) return runComplete(args.slice(1), commands, output, environment)
  if (word === '--version') return runCommand(['version'], output, environment)
  const command = commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) return unknownCommand(args, output)
  try {
    return await runKnown(command, args.slice(command.name.split(' ').length), output, environment)
  } catch (error) {
    if (error instanceof UsageError || error instanceof Failure) {
      output.complain(`error: ${error.message}`)
      return error instanceof UsageError ? 2 : 1
    }
    if (error instanceof Refusal) {
      output.complain(error.message)
      return 1
    }
    throw error
  }
}

function help([...words]: readonly string[], isMistake: boolean, output: Output): ExitCode {
  const command = commands.find(({ name }) => name === words.join(' '))
  output.print(command === undefined ? overview([serveCommand, ...commands]) : helpOf(command))
  return isMistake ? 2 : 0
}

function unknownCommand([word = '', next]: readonly string[], output: Output): ExitCode {
  const related = commands.filter(({ name }) => name.startsWith(`${word} `)).map(({ name }) => name)
  const isOne = related.length === 0 || next === undefined || next.startsWith('-')
  const there = related.length === 0 ? 'see `latchkey help`' : `there is ${related.join(' and ')}`
  output.complain(`unknown command: ${isOne ? word : `${word} ${next}`}; ${there}`)
  return 2
}

async function runKnown(command: Command, args: readonly string[], output: Output, environment: Environment): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    output.print(helpOf(command))
    return 0
  }
  const given = parseArguments(command, args)
  if (command.place === 'local') {
    const logins = storedLogins(configurationFolder(environment))
    requireThisMachine(given, environment, (url) => logins.find(url) !== undefined)
  }
  // The address of a server is an issuer only where a command works on this machine alone.
  const places = ['data', 'config', ...(command.place === 'local' ? ['url'] : [])].flatMap((name) => {
    const value = given.value(name)
    return value === undefined ? [] : [`--${name}=${value}`]
  })
  let installation: Installation | undefined
  const here = async (): Promise<Installation> => {
    const { findInstallation } = await import('./installation.ts')
    installation ??= findInstallation(withoutCredentials(environment), places)
    return installation
  }
  let latchkey: LocalLatchkey | undefined
  let transport: Promise<Transport> | undefined
  const common = {
    ...output,
    given,
    environment,
    isJson: given.isSet('json'),
    paint: createPaint(wantsColours(output, environment, given.isSet('no-color'))),
    readNewSecret,
    options: async () => (await here()).options,
    async open() {
      latchkey ??= await (await here()).open()
      return latchkey
    },
  }
  try {
    return await command.run({
      ...common,
      connect() {
        transport ??= connect(common)
        return transport
      },
    })
  } finally {
    await latchkey?.close()
  }
}

/** `NO_COLOR` counts when it is set to anything (no-color.org). */
function wantsColours({ terminal }: Output, environment: Environment, isRefused: boolean): boolean {
  const isPlain = isRefused || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb'
  return terminal?.showsOutput === true && !isPlain
}
