/** One thread: what was said, its task, the answers, and what the reader may do about each. */
import { Badge, Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Thread } from '@waymark/spec'
import { useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { DescriptionEditor } from '../description/description-editor.tsx'
import { sessionQuery } from '../session/session.ts'
import classes from './activity.module.css'
import {
  addPost,
  deletePost,
  deleteThread,
  editPost,
  editThread,
  refreshActivity,
  threadQuery,
} from './activity-api.ts'
import { Message } from './message.tsx'
import { TaskBox } from './task-box.tsx'

interface ThreadCardProps {
  readonly thread: Thread
  readonly withAsset: boolean
}

export function ThreadCard({ thread, withAsset }: ThreadCardProps) {
  const client = useQueryClient()
  const { data: me } = useQuery(sessionQuery)
  const [isAnswering, setIsAnswering] = useState(false)
  const [isWhole, setIsWhole] = useState(false)
  const whole = useQuery({ ...threadQuery(thread.id), enabled: isWhole })
  const posts = whole.data?.posts ?? thread.posts ?? []
  const hidden = (thread.postsCount ?? 0) - posts.length
  const then = async (done: Promise<unknown>): Promise<void> => {
    await done
    await refreshActivity(client)
  }
  const mayChange = (author: string | undefined): boolean => me?.isAdmin === true || author === me?.name
  const { entityRef } = thread
  return (
    <article
      className={classes.thread}
      aria-label={texts.by(thread.type ?? 'Conversation', thread.createdBy)}
    >
      {withAsset && entityRef?.fullyQualifiedName && (
        <div className={classes.who}>
          <AssetLink type={entityRef.type} fqn={entityRef.fullyQualifiedName} search={{ tab: 'activity' }}>
            {entityRef.fullyQualifiedName}
          </AssetLink>
        </div>
      )}
      <Message
        place={thread.id}
        author={thread.createdBy ?? ''}
        atMs={thread.threadTs ?? 0}
        text={thread.message}
        reactions={thread.reactions ?? []}
        mark={thread.type === 'Announcement' && <Badge variant="default">{texts.announcement}</Badge>}
        {...(mayChange(thread.createdBy) && thread.generatedBy !== 'system'
          ? {
              onEdit: (text: string) => then(editThread(thread.id, text)),
              onDelete: () => then(deleteThread(thread.id)),
            }
          : {})}
      />
      {thread.task && <TaskBox thread={thread} task={thread.task} onDone={then} />}
      {hidden > 0 && (
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            loading={whole.isFetching}
            onClick={() => setIsWhole(true)}
          >
            {texts.showEarlier(hidden)} {hidden === 1 ? texts.countedAnswer : texts.countedAnswers}
          </Button>
        </div>
      )}
      {posts.length > 0 && (
        <ol className={classes.posts} aria-label={texts.answers}>
          {posts.map((post) => (
            <li key={post.id}>
              <Message
                place={`${thread.id}/posts/${post.id}`}
                author={post.from}
                atMs={post.postTs ?? 0}
                text={post.message}
                reactions={post.reactions ?? []}
                {...(mayChange(post.from)
                  ? {
                      // Only the author and administrators may; both are told apart by the server as well.
                      onEdit: (text: string) => then(editPost(thread.id, post.id, text)),
                      onDelete: () => then(deletePost(thread.id, post.id)),
                    }
                  : {})}
              />
            </li>
          ))}
        </ol>
      )}
      {isAnswering ? (
        <DescriptionEditor
          label={texts.yourAnswer}
          value=""
          storageKey={`answer ${thread.id}`}
          onSave={(text) => then(addPost(thread.id, text))}
          onClose={() => setIsAnswering(false)}
        />
      ) : (
        <div>
          <Button size="compact-xs" variant="default" onClick={() => setIsAnswering(true)}>
            {texts.answer}
          </Button>
        </div>
      )}
    </article>
  )
}
