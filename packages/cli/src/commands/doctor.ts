import { type Command, UsageError } from '../command.ts'

/** Looks for what would keep a server from starting or working. */
export const doctor: Command = {
  name: 'doctor',
  group: 'server',
  place: 'local',
  summary: 'Look for what keeps a server from starting or working; exit code 1 when something does. Changes nothing.',
  notes: [
    'Run it with the options of the server: its environment, --data or --config. After an upgrade, run it before the first start.',
  ],
  examples: ['latchkey doctor', 'latchkey doctor --data /var/lib/latchkey --json'],
  flags: {},
  async run({ given, isJson, options, paint, print }) {
    if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
    const { examine } = await import('@latchkey/server/doctor')
    const show = { ok: paint.green, warning: paint.yellow, failed: paint.red }
    const findings = []
    for await (const finding of examine(await options())) {
      findings.push(finding)
      if (!isJson) print(`${show[finding.verdict](finding.verdict.padEnd(7))}  ${finding.check}: ${finding.message}`)
    }
    if (isJson) print(JSON.stringify(findings))
    return findings.some(({ verdict }) => verdict === 'failed') ? 1 : 0
  },
}
