/** The tab of an asset with what people say about it, and what they ask each other to do. */
import { Button, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { formatEntityLink, type Thread } from '@waymark/spec'
import { useState } from 'react'
import type { Asset } from '../asset/asset.ts'
import { DescriptionEditor } from '../description/description-editor.tsx'
import classes from './activity.module.css'
import { refreshActivity, startThread } from './activity-api.ts'
import { ThreadList } from './thread-list.tsx'

type Kind = NonNullable<Thread['type']> | 'all'

const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: 'all', label: 'Everything' },
  { value: 'Conversation', label: 'Conversations' },
  { value: 'Task', label: 'Tasks' },
  { value: 'Announcement', label: 'Announcements' },
]

export default function ActivityPanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('all')
  const [isWriting, setIsWriting] = useState(false)
  const about = formatEntityLink({ type, fqn: asset.fullyQualifiedName })
  const start = async (message: string): Promise<void> => {
    await startThread(about, message)
    await refreshActivity(client)
  }
  return (
    <div className={classes.feed}>
      <SegmentedControl
        size="xs"
        aria-label="What to show"
        value={kind}
        onChange={(value) => setKind(kinds.find((one) => one.value === value)?.value ?? 'all')}
        data={[...kinds]}
      />
      {isWriting ? (
        <DescriptionEditor
          label="What you want to say"
          value=""
          storageKey={`thread ${about}`}
          onSave={start}
          onClose={() => setIsWriting(false)}
        />
      ) : (
        <div>
          <Button size="compact-md" onClick={() => setIsWriting(true)}>
            Start a conversation
          </Button>
        </div>
      )}
      <ThreadList
        selection={{ entityLink: about, ...(kind === 'all' ? {} : { type: kind }) }}
        empty="Nobody has said anything here yet"
      />
    </div>
  )
}
