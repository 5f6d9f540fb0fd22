/** A backup that cannot be made or restored, as a sentence that says what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}
