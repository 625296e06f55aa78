import { OAuthError, type TransactionId } from '@latchkey/core'

/** Anything else than an id leads to a transaction that does not exist. */
export function transactionIdOf(text: string | null | undefined): TransactionId {
  return text?.startsWith('txn_') === true ? (text as TransactionId) : 'txn_'
}

/** Which of the page's buttons was pressed. @throws OAuthError `decision_unknown` */
export function decisionOf<Decision extends string>(
  fields: ReadonlyMap<string, string>,
  decisions: readonly Decision[],
): Decision {
  const pressed = decisions.find((decision) => decision === fields.get('decision'))
  if (pressed === undefined) throw new OAuthError('decision_unknown')
  return pressed
}
