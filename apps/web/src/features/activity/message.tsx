/** Something that somebody said: text, time, reactions; its author edits and deletes it. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconMoodPlus, IconPencil, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Reaction } from '@waymark/spec'
import { type ReactNode, useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { DescriptionEditor } from '../description/description-editor.tsx'
import { sessionQuery } from '../session/session.ts'
import classes from './activity.module.css'
import { refreshActivity, toggleReaction } from './activity-api.ts'
import { withMentions } from './mentions.ts'

type ReactionType = Reaction['reactionType']

const reactionKinds: readonly {
  readonly type: ReactionType
  readonly sign: string
  readonly word: string
}[] = [
  { type: 'thumbsUp', sign: '👍', word: texts.thumbsUp },
  { type: 'thumbsDown', sign: '👎', word: texts.thumbsDown },
  { type: 'hooray', sign: '🎉', word: texts.hooray },
  { type: 'laugh', sign: '😄', word: texts.laugh },
  { type: 'confused', sign: '😕', word: texts.confused },
  { type: 'heart', sign: '❤️', word: texts.heart },
  { type: 'rocket', sign: '🚀', word: texts.rocket },
  { type: 'eyes', sign: '👀', word: texts.eyes },
]

interface MessageProps {
  /** Path of the thread or post below `feed/`. */
  readonly place: string
  readonly author: string
  readonly atMs: number
  readonly text: string
  readonly reactions: readonly Reaction[]
  readonly mark?: ReactNode
  readonly onEdit?: (text: string) => Promise<void>
  readonly onDelete?: () => Promise<void>
}

export function Message({ place, author, atMs, text, reactions, mark, onEdit, onDelete }: MessageProps) {
  const [isEditing, setIsEditing] = useState(false)
  const [isSure, setIsSure] = useState(false)
  return (
    <div className={classes.said}>
      <div className={classes.who}>
        <strong>{author}</strong>
        <RelativeTime atMs={atMs} />
        {mark}
      </div>
      {isEditing && onEdit ? (
        <DescriptionEditor
          label={texts.yourText}
          value={text}
          storageKey={`edit ${place}`}
          onSave={onEdit}
          onClose={() => setIsEditing(false)}
        />
      ) : (
        <MarkdownText source={withMentions(text)} />
      )}
      <div className={classes.tools}>
        <Reactions place={place} reactions={reactions} />
        {onEdit && !isEditing && (
          <ActionIcon size="sm" aria-label={texts.edit} onClick={() => setIsEditing(true)}>
            <IconPencil size={14} />
          </ActionIcon>
        )}
        {onDelete && !isSure && (
          <ActionIcon size="sm" aria-label={texts.delete} onClick={() => setIsSure(true)}>
            <IconTrash size={14} />
          </ActionIcon>
        )}
        {onDelete && isSure && (
          <>
            <Button size="compact-xs" onClick={() => onDelete().catch(announceFailed)}>
              {texts.deleteForGood}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setIsSure(false)}>
              {texts.keep}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

function Reactions({ place, reactions }: Pick<MessageProps, 'place' | 'reactions'>) {
  const client = useQueryClient()
  const { data: me } = useQuery(sessionQuery)
  if (!me) return null
  const toggle = (type: ReactionType): void => {
    toggleReaction(place, reactions, type, me.id).then(() => refreshActivity(client), announceFailed)
  }
  return (
    <>
      {reactionKinds.map(({ type, sign, word }) => {
        const given = reactions.filter(({ reactionType }) => reactionType === type)
        if (given.length === 0) return null
        const names = given.map(({ user }) => user.displayName ?? user.name).join(', ')
        return (
          <Button
            key={type}
            size="compact-xs"
            variant="default"
            aria-label={`${word}, ${given.length}`}
            aria-pressed={given.some(({ user }) => user.id === me.id)}
            title={names}
            onClick={() => toggle(type)}
          >
            {sign} {given.length}
          </Button>
        )
      })}
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <ActionIcon size="sm" aria-label={texts.react}>
            <IconMoodPlus size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {reactionKinds.map(({ type, sign, word }) => (
            <Menu.Item key={type} leftSection={sign} onClick={() => toggle(type)}>
              {word}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
