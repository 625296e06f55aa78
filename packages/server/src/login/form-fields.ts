import { OAuthError, type Parameters, type TransactionId } from '@latchkey/core'

/** The fields of a form of ours, each at most once. @throws OAuthError `parameter_repeated` */
export function uniqueFields(parameters: Parameters): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (fields.has(name)) throw new OAuthError('parameter_repeated')
    fields.set(name, value)
  }
  return fields
}

/** Anything else than an id leads to a transaction that does not exist. */
export function transactionIdOf(text: string | null | undefined): TransactionId {
  return text?.startsWith('txn_') === true ? (text as TransactionId) : 'txn_'
}
