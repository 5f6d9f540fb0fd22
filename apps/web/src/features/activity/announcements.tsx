/** Announcements of an asset, at the top of its page from their start until their end. */
import type { Thread } from '@waymark/spec'
import { useEffect, useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import classes from './activity.module.css'
import { nextTurn, running } from './running.ts'

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
/** Longer ones than this do not fit into a browser's timer. */
const longestTimerMs = 2 ** 31 - 1

/** @param announced - of one asset, those too that are over or still to come */
export default function Announcements({ announced }: { readonly announced: readonly Thread[] }) {
  // The last start or end that was reached.
  const [turnMs, setTurnMs] = useState(0)
  useEffect(() => {
    const nowMs = Math.max(turnMs, Date.now())
    const next = nextTurn(announced, nowMs)
    if (next === undefined) return undefined
    const timer = setTimeout(
      () => setTurnMs(Math.min(next, nowMs + longestTimerMs)),
      Math.min(next - nowMs, longestTimerMs),
    )
    return () => clearTimeout(timer)
  }, [announced, turnMs])
  // A timer may fire a moment early; what it was set for has come nevertheless.
  const shown = running(announced, Math.max(turnMs, Date.now()))
  return shown.map(({ id, message, createdBy, announcement }) => (
    <section key={id} aria-label={texts.announcement} className={classes.announcement}>
      <strong>{message}</strong>
      {announcement?.description && <MarkdownText source={announcement.description} />}
      {announcement && <p>{texts.runsUntil(createdBy ?? '', day.format(announcement.endTime))}</p>}
    </section>
  ))
}
