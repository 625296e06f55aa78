import type { SetError, ValidationError } from '../../packages/management/src/contract.ts'
import type { MethodError, RequestError } from '../../packages/management/src/jmap/contract.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

/* A row for each type that the contracts name: one without a row does not compile. */

const requestErrors: Readonly<Record<RequestError['type'], string>> = {
  'urn:ietf:params:jmap:error:unknownCapability': 'A name in `using` is not a capability of this server',
  'urn:ietf:params:jmap:error:notJSON': 'The body is no JSON, or its media type is another',
  'urn:ietf:params:jmap:error:notRequest': 'The JSON is no JMAP request',
  'urn:ietf:params:jmap:error:limit': 'The request exceeds the limit that `limit` names; the limits stand in `/jmap/session`',
}

const methodErrors: Readonly<Record<MethodError['type'], string>> = {
  unknownMethod: 'There is no method of this name, or the object does not have it',
  invalidArguments: 'An argument has the wrong type or value; the description names it',
  invalidResultReference: 'A `#` argument refers to an answer or a place in it that does not exist',
  requestTooLarge: 'The call names more objects than one call may',
  forbidden: 'The permission of this object and verb is missing',
  accountNotFound: '`accountId` is no account that the caller can use',
  accountNotSupportedByMethod: 'Only a person has objects of this type',
  accountReadOnly: 'The account cannot be written to',
  unsupportedFilter: 'A property cannot be filtered by, or the filter is too large; the description names those that can',
  unsupportedSort: 'A property cannot be sorted by, or the collation is unknown; the description names those that can',
  anchorNotFound: 'The anchor is not among the results',
  cannotCalculateChanges: 'The state is unknown or too old; read again',
  tooManyChanges: 'More changed than the call allows; read again',
  stateMismatch: '`ifInState` is not the state any more; nothing was changed',
  serverFail: 'The server failed; the call had no effect',
  serverUnavailable: 'The server cannot answer now; try again',
  serverPartialFail: 'The server failed in the middle; read again to see what holds',
}

const setErrors: Readonly<Record<SetError['type'], readonly [meaning: string, members: string]>> = {
  invalidPatch: ['A key or a value of the patch is wrong; the first one is told', '`properties`: its pointer'],
  invalidProperties: ['Properties contradict each other or a rule', '`properties`'],
  validationFailed: ['Values are missing, out of range or unusable; all are told', '`validationErrors`'],
  alreadyExists: ['The object exists', '`properties`, `objectId`'],
  primaryKeyViolation: ['Another object has the value of a unique property', '`properties`, `objectId`: the other object'],
  invalidForeignKey: ['An id leads to no object', '`objectId`: `{object, id}`'],
  objectIsLinked: ['Others refer to the object that should be destroyed', '`objectId`, `linkedObjects`: at most 20 of them'],
  forbidden: ['The caller may not make this change: it would give what the caller does not have, or lock everybody out', ''],
  notFound: ['There is no such object, or the caller does not see it', ''],
  overQuota: ['There are as many as the settings allow', ''],
  rateLimit: ['Too many tries; wait', ''],
  singleton: ['A settings object cannot be created or destroyed', ''],
  stateMismatch: ['The object is being changed by others; try again', ''],
  tooLarge: ['The object would be too large', ''],
  willDestroy: ['The same call destroys the object', ''],
}

const validationErrors: Readonly<Record<ValidationError['type'], string>> = {
  Required: 'There is no value',
  MinValue: 'The value is below `required`',
  MaxValue: 'The value is above `required`',
  MinLength: 'There are fewer characters or members than `required`',
  MaxLength: 'There are more characters or members than `required`',
  Invalid: 'The `value` cannot be used; the description says why',
}

/** What management refuses, and how it says so. */
export function managementErrorReference(): ReferenceFile {
  const code = (name: string): string => `\`${name}\``
  const rows = (errors: Readonly<Record<string, string>>) =>
    Object.entries(errors).map(([name, meaning]) => [code(name), meaning])
  const ofSets = Object.entries(setErrors).map(([name, [meaning, members]]) => [code(name), meaning, members])
  return {
    path: 'management-errors.md',
    text: `${head(
      'Errors of management',
      'Errors of the JMAP API, in the forms of RFC 8620. `description` is a text for people. No error holds a secret.',
    )}## Request errors

The whole request was refused, with status 400 and \`application/problem+json\` ([RFC8620-3.6.1](https://www.rfc-editor.org/rfc/rfc8620#section-3.6.1)).

${table(['`type`', 'Meaning'], rows(requestErrors))}

## Method errors

One call was refused: its answer is \`["error", {"type": ...}, id]\`; the other calls go on
([RFC8620-3.6.2](https://www.rfc-editor.org/rfc/rfc8620#section-3.6.2)).

${table(['`type`', 'Meaning'], rows(methodErrors))}

## Set errors

One object of a \`/set\` was refused and is as it was: it is in \`notCreated\`, \`notUpdated\` or \`notDestroyed\`
([RFC8620-5.3](https://www.rfc-editor.org/rfc/rfc8620#section-5.3)).

${table(['`type`', 'Meaning', 'Members'], ofSets)}

## Validation errors

The entries of \`validationErrors\`; each has \`property\`, a pointer.

${table(['`type`', 'Meaning'], rows(validationErrors))}
`,
  }
}
