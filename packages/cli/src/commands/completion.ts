import { type Command, UsageError } from '../command.ts'
import { completionScript, isShell } from '../completion/scripts.ts'

/** Prints the script that makes a shell complete command lines. */
export const completion: Command = {
  name: 'completion',
  group: 'operation',
  place: 'nowhere',
  positionals: 'bash|zsh|fish',
  summary: 'Print a script for your shell that completes commands, objects and fields.',
  examples: ['source <(latchkey completion bash)', 'latchkey completion fish > ~/.config/fish/completions/latchkey.fish'],
  flags: {},
  completes: 'shell',
  async run({ given, isJson, print }) {
    const [shell, ...more] = given.positionals
    if (!isShell(shell) || more.length > 0) throw new UsageError('name a shell: bash, zsh or fish')
    const script = completionScript(shell)
    print(isJson ? JSON.stringify({ shell, script }) : script.trimEnd())
    return 0
  },
}
