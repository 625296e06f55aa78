/** Bounds of a claim mapping: how many there are, and lengths in characters. */
export const limits = { mappings: 50, path: 200, prefix: 100, text: 2000 } as const
