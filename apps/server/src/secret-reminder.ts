/** Reminds of a client secret that is about to expire: in the log every day from thirty days before, and as a metric. */

const dayMs = 24 * 60 * 60_000
const noticeDays = 30

export interface SecretReminder {
  /** Whole days left, negative once it has expired; undefined where nobody said when that is. */
  daysLeft(): number | undefined
  stop(): void
}

export function startSecretReminder(
  expiresAtMs: number | undefined,
  warn: (fields: object, message: string) => void,
  now: () => number,
): SecretReminder {
  const daysLeft = () => (expiresAtMs === undefined ? undefined : Math.floor((expiresAtMs - now()) / dayMs))
  const remind = () => {
    const days = daysLeft()
    if (days === undefined || days >= noticeDays) return
    const when = days < 0 ? `expired ${-days} days ago` : `expires in ${days} days`
    warn(
      { daysLeft: days },
      `The client secret of ingestion ${when}: ingestion then fails with AADSTS7000222. Run: waymark azure setup --rotate-secret`,
    )
  }
  remind()
  const timer = setInterval(remind, dayMs)
  timer.unref()
  return { daysLeft, stop: () => clearInterval(timer) }
}
