/** A list of threads, last changed first, a page at a time. */
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { activityTexts as texts } from '../../texts/activity.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import classes from './activity.module.css'
import { type ThreadSelection, threadsQuery } from './activity-api.ts'
import { ThreadCard } from './thread-card.tsx'

interface ThreadListProps {
  readonly selection: ThreadSelection
  /** What is said where there is none. */
  readonly empty: string
  /** Names what each thread is about; a list of one asset need not. */
  readonly withAsset?: boolean
}

export function ThreadList({ selection, empty, withAsset = false }: ThreadListProps) {
  const found = useInfiniteQuery(threadsQuery(selection))
  if (found.isPending) return <Loading rows={4} label={texts.theActivity} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.activityNotLoaded} onRetry={() => void found.refetch()} />
  }
  const threads = found.data.pages.flatMap(({ data }) => data)
  if (threads.length === 0) return <Empty title={empty} />
  return (
    <>
      <ol className={classes.list} aria-label={texts.activity}>
        {threads.map((thread) => (
          <li key={thread.id}>
            <ThreadCard thread={thread} withAsset={withAsset} />
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {texts.showOlder}
        </Button>
      )}
    </>
  )
}
