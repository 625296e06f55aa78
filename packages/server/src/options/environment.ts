/** The environment of the process; read nowhere else. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}
