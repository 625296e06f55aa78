/** The command that worker processes are started with; not for people. */
export const workerCommand = 'serve-worker'
