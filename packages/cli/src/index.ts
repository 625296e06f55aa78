export type { Environment, Output } from './command.ts'
export { run } from './run.ts'
