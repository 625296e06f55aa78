/** Text as the terminal shows it; the text itself where no colours are wanted. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

/** Colours of a terminal, or none. */
export function createPaint(isColoured: boolean): Paint {
  const painted =
    ([on, off]: readonly [number, number]) =>
    (text: string): string =>
      isColoured && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    bold: painted(codes.bold),
    dim: painted(codes.dim),
    red: painted(codes.red),
    green: painted(codes.green),
    yellow: painted(codes.yellow),
  }
}
