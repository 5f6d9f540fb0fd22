/** As which bot an ingestion runs: chosen by administrators, shown to everybody else with the reason why it is fixed. */
import { Button, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Bar } from '../../ui/bar.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { sessionQuery } from '../session/session.ts'
import classes from './ingestion.module.css'
import { botNamesQuery, runAs, runsAsQuery } from './ingestion-api.ts'
import { SaveOrCancel } from './save-or-cancel.tsx'

/** Why somebody may not name a bot; undefined for administrators: a run has the rights of its bot. */
function useBotRefusal(): string | undefined {
  const { data: me } = useQuery(sessionQuery)
  return me?.isAdmin === true ? undefined : texts.botByAdministrators
}

interface BotFieldProps {
  readonly value: string
  readonly onChange: (bot: string) => void
}

/** A choice among all bots; nobody but administrators can change it. */
export function BotField({ value, onChange }: BotFieldProps) {
  const refusal = useBotRefusal()
  const bots = useQuery({ ...botNamesQuery, enabled: refusal === undefined })
  return (
    <div className={classes.schedule}>
      <Select
        label={texts.runsAs}
        description={refusal ?? texts.runsAsHint}
        error={bots.isError && texts.botsNotListed}
        // The one that is chosen stands there before the others have come.
        data={[...new Set([value, ...(bots.data ?? [])])].sort()}
        value={value}
        readOnly={refusal !== undefined}
        searchable={refusal === undefined}
        nothingFoundMessage={texts.noBotCalled}
        allowDeselect={false}
        onChange={(bot) => bot && onChange(bot)}
      />
    </div>
  )
}

/** The bot of a saved ingestion, and the way to name another. */
export function RunsAs({ ingestionId }: { readonly ingestionId: string }) {
  const client = useQueryClient()
  const refusal = useBotRefusal()
  const found = useQuery(runsAsQuery(ingestionId))
  const [edited, setEdited] = useState<string>()
  const save = useMutation({
    mutationFn: (bot: string) => runAs(ingestionId, bot),
    onSuccess: async (bot) => {
      client.setQueryData(runsAsQuery(ingestionId).queryKey, bot)
      announceSaved(texts.runsAsSaved(bot))
      setEdited(undefined)
    },
    onError: announceFailed,
  })
  if (found.isPending) return <Loading rows={1} label={texts.runsAs} />
  if (found.isError)
    return <Failure error={found.error} what={texts.botNotRead} onRetry={() => void found.refetch()} />
  if (edited === undefined) {
    return (
      <Bar>
        <p>
          {texts.runsAs}{' '}
          <AssetLink type="bot" fqn={found.data}>
            {found.data}
          </AssetLink>
        </p>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setEdited(found.data)}
          {...refused(refusal)}
        >
          {texts.changeBot}
        </Button>
      </Bar>
    )
  }
  return (
    <>
      <BotField value={edited} onChange={setEdited} />
      <SaveOrCancel
        isSaving={save.isPending}
        onSave={() => save.mutate(edited)}
        onCancel={() => setEdited(undefined)}
      />
    </>
  )
}
