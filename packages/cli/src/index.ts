export type { Output } from './command.ts'
export { run } from './run.ts'
