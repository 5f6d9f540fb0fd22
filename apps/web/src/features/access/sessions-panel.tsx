/** Where somebody is signed in to the pages, and the way to end it. */
import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { accessTexts } from '../../texts/access.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import classes from './access.module.css'
import { endSessions, sessionsKey, sessionsQuery } from './access-api.ts'

const texts = accessTexts.sessions

const date = (atMs: number): string => new Date(atMs).toLocaleString('en')

export function SessionsPanel({ userId }: { readonly userId: string }) {
  const client = useQueryClient()
  const found = useQuery(sessionsQuery(userId))
  const end = useMutation({
    mutationFn: (key: string | undefined) => endSessions(userId, key),
    onSuccess: async (_, key) => {
      announceSaved(key === undefined ? texts.endedAll : texts.ended)
      await client.invalidateQueries({ queryKey: sessionsKey(userId) })
    },
    onError: announceFailed,
  })
  if (found.isPending) return <Loading rows={3} label={accessTexts.tabs.sessions} />
  if (found.isError)
    return <Failure error={found.error} what={texts.notLoaded} onRetry={() => void found.refetch()} />
  if (found.data.length === 0) return <Empty title={texts.none}>{texts.noneHint}</Empty>
  return (
    <section aria-label={accessTexts.tabs.sessions} className={classes.panel}>
      <div className={classes.scroll}>
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>{texts.started}</th>
              <th>{texts.lastSeen}</th>
              <th>{texts.ends}</th>
              <th>
                <span className="visually-hidden">{texts.change}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.data.map(({ key, startedAt, lastSeenAt, expiresAt, isCurrent }) => (
              <tr key={key}>
                <td>
                  {date(startedAt)} {isCurrent && <Badge className={assetClasses.tag}>{texts.this}</Badge>}
                </td>
                <td>
                  <RelativeTime atMs={lastSeenAt} />
                </td>
                <td>{date(expiresAt)}</td>
                <td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={texts.endOne(date(startedAt))}
                    onClick={() => end.mutate(key)}
                  >
                    {texts.end}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
          {texts.endAll}
        </Button>
      </div>
    </section>
  )
}
