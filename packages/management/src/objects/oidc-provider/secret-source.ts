import type { SecretSources } from '../../contract.ts'

/** Where a secret comes from, in its wire form. */
export type SecretSource =
  | { readonly '@type': 'Value' | 'Text'; readonly secret: string }
  | { readonly '@type': 'EnvironmentVariable'; readonly variableName: string }
  | { readonly '@type': 'File'; readonly filePath: string }

/** Why a secret cannot be read: `value` names the variable or the file, `text` is a sentence with the remedy. */
export interface UnreadableSecret {
  readonly value: string
  readonly text: string
}

/** The secret itself. A file is read now and trimmed at its end; an empty text counts as unreadable. */
export function resolveSecret(source: SecretSource, sources: SecretSources): string | UnreadableSecret {
  switch (source['@type']) {
    case 'Value':
    case 'Text':
      return source.secret
    case 'EnvironmentVariable': {
      const text = sources.environment(source.variableName)
      if (text !== undefined && text !== '') return text
      const state = text === undefined ? 'is not set' : 'is empty'
      return {
        value: source.variableName,
        text: `The environment variable ${source.variableName} ${state}; set it for the server's process.`,
      }
    }
    case 'File':
      return readSecretFile(source.filePath, sources)
  }
}

function readSecretFile(path: string, sources: SecretSources): string | UnreadableSecret {
  let text: string
  try {
    text = sources.readFile(path).trimEnd()
  } catch {
    return { value: path, text: `The file ${path} cannot be read; it must exist and be readable for the server's user.` }
  }
  return text === '' ? { value: path, text: `The file ${path} is empty; write the secret into it.` } : text
}
