/** The tab of an asset with what people say about it, and what they ask each other to do. */
import { Button, Group, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { formatEntityLink, type Thread } from '@waymark/spec'
import { useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { DescriptionEditor } from '../description/description-editor.tsx'
import classes from './activity.module.css'
import { refreshActivity, startThread } from './activity-api.ts'
import { AnnouncementForm } from './announcement-form.tsx'
import { TaskForm } from './task-form.tsx'
import { ThreadList } from './thread-list.tsx'

type Kind = NonNullable<Thread['type']> | 'all'

const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: 'all', label: texts.everything },
  { value: 'Conversation', label: texts.conversations },
  { value: 'Task', label: texts.tasks },
  { value: 'Announcement', label: texts.announcements },
]

export default function ActivityPanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('all')
  const [open, setOpen] = useState<'thread' | 'task' | 'announcement'>()
  const close = (): void => setOpen(undefined)
  const about = formatEntityLink({ type, fqn: asset.fullyQualifiedName })
  const start = async (message: string): Promise<void> => {
    await startThread(about, message)
    await refreshActivity(client)
  }
  const sent = (notice: string) => async (): Promise<void> => {
    await refreshActivity(client)
    announceSaved(notice)
    close()
  }
  return (
    <div className={classes.feed}>
      <SegmentedControl
        size="xs"
        aria-label={texts.whatToShow}
        value={kind}
        onChange={(value) => setKind(kinds.find((one) => one.value === value)?.value ?? 'all')}
        data={[...kinds]}
      />
      {open === 'thread' ? (
        <DescriptionEditor
          label={texts.yourMessage}
          value=""
          storageKey={`thread ${about}`}
          onSave={start}
          onClose={close}
        />
      ) : (
        <Group gap="xs">
          <Button size="compact-md" onClick={() => setOpen('thread')}>
            {texts.start}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => setOpen('task')}>
            {texts.ask}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => setOpen('announcement')}>
            {texts.announce}
          </Button>
        </Group>
      )}
      {open === 'task' && <TaskForm type={type} asset={asset} onClose={close} onSent={sent(texts.asked)} />}
      {open === 'announcement' && (
        <AnnouncementForm about={about} onClose={close} onSent={sent(texts.announced)} />
      )}
      <ThreadList
        selection={{ entityLink: about, ...(kind === 'all' ? {} : { type: kind }) }}
        empty={texts.nothingSaid}
      />
    </div>
  )
}
