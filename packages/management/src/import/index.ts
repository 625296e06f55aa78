export type { ImportMistake, ImportOptions, LeftOver, Translated, Translator } from './contract.ts'
export { type ImportFormat, importFormats } from './formats.ts'
export { TooMuch, Translation } from './translation.ts'
