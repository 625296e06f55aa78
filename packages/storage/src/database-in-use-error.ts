/** Somebody has the database for themselves: a backup is being read into it. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError'
  constructor() {
    super('The database is in use: a backup is being restored into it. Start again when that is done.')
  }
}
