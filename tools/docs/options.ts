import { configOption, declarations } from '../../packages/server/src/options/declarations.ts'
import type { Option } from '../../packages/server/src/options/option.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

/** The start-up options. */
export function optionReference(): ReferenceFile {
  const options: readonly Option<unknown>[] = Object.values(declarations)
  const rows = options.map((option) => [
    `\`${option.variable}\``,
    option.sensitive === true ? '' : `\`--${option.flag}\``,
    `\`${option.form}\``,
    option.default === undefined || option.default === '' ? (option.otherwise ?? '') : `\`${option.default}\``,
    option.description,
  ])
  const config = [
    `\`${configOption.variable}\``,
    `\`--${configOption.flag}\``,
    `\`${configOption.form}\``,
    '',
    configOption.description,
  ]
  return {
    path: 'options.md',
    text: `${head(
      'Start-up options',
      'Environment variables, flags of `latchkey serve`, or keys of the file that `LATCHKEY_CONFIG` names; flags win over the environment, the environment over the file. Options without a flag hold secrets. All mistakes are reported at once. Everything else is a setting.',
    )}${table(['Variable', 'Flag', 'Value', 'Default', 'Meaning'], [...rows, config])}\n`,
  }
}
