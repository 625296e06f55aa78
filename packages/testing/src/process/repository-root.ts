import { fileURLToPath } from 'node:url'

/** Absolute path of the work tree, with a trailing slash. */
export const repositoryRoot: string = fileURLToPath(new URL('../../../../', import.meta.url))
