/** The SQLSTATE of an error, if it is PostgreSQL's. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** serialization_failure, deadlock_detected: the transaction was rolled back and may be run again. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '')
}

/** unique_violation */
export function isDuplicate(error: unknown): boolean {
  return sqlState(error) === '23505'
}
