/** Follows an asset, or no longer: what is said about a followed one shows up in the reader's activity and on their home page. */
import { Button } from '@mantine/core'
import { IconBell, IconBellFilled } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { assetTexts as texts } from '../../texts/asset.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { sessionQuery } from '../session/session.ts'
import type { Asset } from './asset.ts'
import { follow } from './asset-api.ts'

export function FollowButton({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const client = useQueryClient()
  const { data: me } = useQuery(sessionQuery)
  const isFollowed = me?.follows?.some(({ id }) => id === asset.id) === true
  const change = useMutation({
    mutationFn: async (userId: string) => {
      await follow(type, asset.id, userId, !isFollowed)
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
    onError: announceFailed,
  })
  if (!me) return null
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-pressed={isFollowed}
      leftSection={isFollowed ? <IconBellFilled size={14} /> : <IconBell size={14} />}
      loading={change.isPending}
      onClick={() => change.mutate(me.id)}
    >
      {isFollowed ? texts.following : texts.follow}
    </Button>
  )
}
