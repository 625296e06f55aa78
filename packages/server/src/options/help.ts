import { configOption, declarations } from './declarations.ts'
import type { Option } from './option.ts'

/** Help of `latchkey serve`, from the declarations. */
export function serveHelp(): string {
  const options: readonly Option<unknown>[] = Object.values(declarations)
  const rows = options.flatMap((option) => [
    `  ${option.sensitive === true ? '' : `--${option.flag}=${option.form}, `}${option.variable}=${option.form}`,
    `      ${option.description}`,
    ...defaultLine(option),
  ])
  return [
    'Usage: latchkey serve [options]',
    '',
    'Options, as flags or environment variables:',
    '',
    ...rows,
    `  --${configOption.flag}=${configOption.form}, ${configOption.variable}=${configOption.form}`,
    `      ${configOption.description}`,
    '',
  ].join('\n')
}

function defaultLine(option: Option<unknown>): readonly string[] {
  const text = option.default === undefined || option.default === '' ? option.otherwise : option.default
  return text === undefined ? [] : [`      Default: ${text}.`]
}
