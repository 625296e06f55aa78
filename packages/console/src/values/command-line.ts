import { formatDuration } from './durations.ts'
import { isSameJson, type Json, type JsonObject } from './json.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Name of an object as the command line takes it: `x:OAuthClient` as `oauth-client`. */
export function commandName(object: string): string {
  const name = object.replace(/^x:/, '').replace(/^OAuth/, 'Oauth')
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()
}

/** What the command line would be for an update; no secret is in it. */
export function updateCommand(
  object: string,
  id: string | undefined,
  patch: JsonObject,
  isDuration: (field: string) => boolean,
): string {
  const fields = Object.entries(withoutSecrets(patch)).map(
    ([name, value]) => ` \\\n  --field ${name}=${quoted(argumentOf(value, isDuration(name)))}`,
  )
  return `latchkey update ${commandName(object)}${id === undefined ? '' : ` ${quoted(id)}`}${fields.join('')}`
}

function argumentOf(value: Json, isDuration: boolean): string {
  if (isDuration && typeof value === 'number') return formatDuration(value).replaceAll(' ', '')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether an update says a secret, so that its command line would have to. */
export function saysSecret(patch: JsonObject): boolean {
  return !isSameJson(withoutSecrets(patch), patch)
}

function quoted(text: string): string {
  return /^[\w.,:@%+=/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
