/** Announcements of an asset, at the top of its page for as long as they run. */
import { useQuery } from '@tanstack/react-query'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import classes from './activity.module.css'
import { announcementsQuery } from './activity-api.ts'

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** Nothing while there is none, and nothing when they cannot be read: the page is about the asset. */
export default function Announcements({ type, fqn }: { readonly type: string; readonly fqn: string }) {
  const { data = [] } = useQuery(announcementsQuery(type, fqn))
  return data.map(({ id, message, createdBy, announcement }) => (
    <section key={id} aria-label="Announcement" className={classes.announcement}>
      <strong>{message}</strong>
      {announcement?.description && <MarkdownText source={announcement.description} />}
      {announcement && (
        <p>
          {createdBy}, until {day.format(announcement.endTime)}
        </p>
      )}
    </section>
  ))
}
