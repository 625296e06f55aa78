import { type LocalLatchkey, openLocal, processEnvironment, readOptions, StartRefused } from '@latchkey/server'
import { type Command, type ExitCode, type Output, UsageError } from './command.ts'
import { accountCreate } from './commands/account-create.ts'
import { accountList } from './commands/account-list.ts'
import { clientCreate } from './commands/client-create.ts'
import { clientList } from './commands/client-list.ts'
import { get } from './commands/get.ts'
import { runServe, runServeWorker, workerCommand } from './commands/serve.ts'
import { setup } from './commands/setup.ts'
import { trace } from './commands/trace.ts'
import { update } from './commands/update.ts'
import { version } from './commands/version.ts'
import { helpOf, overview } from './help.ts'
import { parseArguments } from './parse-arguments.ts'
import { readNewSecret } from './read-secret.ts'

const serveCommand: Pick<Command, 'name' | 'summary'> = { name: 'serve', summary: 'Start the server.' }
const commands: readonly Command[] = [setup, clientCreate, clientList, accountCreate, accountList, get, update, trace, version]

/** Runs a command line. */
export async function run(args: readonly string[], output: Output): Promise<ExitCode> {
  const [word] = args
  if (word === 'serve') return runServe(args.slice(1), output)
  if (word === workerCommand) return runServeWorker(args.slice(1), output)
  if (word === undefined || word === 'help' || word === '--help') {
    output.print(overview([{ ...serveCommand, flags: {}, run: async () => 0 }, ...commands]))
    return word === undefined ? 2 : 0
  }
  if (word === '--version') return run(['version'], output)
  const command = commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) {
    const related = commands.filter(({ name }) => name.startsWith(`${word} `)).map(({ name }) => name)
    const isOne = related.length === 0 || args[1] === undefined || args[1].startsWith('-')
    const found = isOne ? word : `${word} ${args[1]}`
    const there = related.length === 0 ? 'see `latchkey help`' : `there is ${related.join(' and ')}`
    output.complain(`unknown command: ${found}; ${there}`)
    return 2
  }
  try {
    return await runCommand(command, args.slice(command.name.split(' ').length), output)
  } catch (error) {
    if (error instanceof UsageError) {
      output.complain(`error: ${error.message}`)
      return 2
    }
    if (error instanceof StartRefused) {
      output.complain(error.message)
      return 1
    }
    throw error
  }
}

async function runCommand(command: Command, args: readonly string[], output: Output): Promise<ExitCode> {
  const given = parseArguments(command, args)
  if (given.isSet('help')) {
    output.print(helpOf(command))
    return 0
  }
  const places = ['data', 'config', 'url'].flatMap((name) => {
    const value = given.value(name)
    return value === undefined ? [] : [`--${name}=${value}`]
  })
  const options = () => readOptions({ environment: processEnvironment(), args: places })
  let latchkey: LocalLatchkey | undefined
  try {
    return await command.run({
      ...output,
      given,
      isJson: given.isSet('json'),
      readNewSecret,
      options,
      async open() {
        latchkey ??= await openLocal(options())
        return latchkey
      },
    })
  } finally {
    await latchkey?.close()
  }
}
