/** The open incident of a test: taken note of, given to somebody, resolved with a reason. */
import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { EntityReference } from '@waymark/spec'
import { useState } from 'react'
import { qualityKey } from '../../api/live-changes.ts'
import { qualityTexts as texts } from '../../texts/quality.ts'
import { refused } from '../../ui/refused.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure } from '../../ui/states.tsx'
import { titleOf } from '../asset/asset.ts'
import { type Choice, Picker, searched } from '../asset/picker.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { type FailureReason, failureReasons } from './failure-reasons.ts'
import { assigneeOf, incidentWord } from './incident.ts'
import classes from './quality.module.css'
import { advanceIncident, type IncidentStep, incidentsQuery, type TestCase } from './quality-api.ts'

interface PersonChoice extends Choice {
  readonly person: EntityReference
}

const people = searched<PersonChoice>('user_search_index', ({ id, name, displayName }) => ({
  key: id,
  label: displayName || name,
  hint: name,
  person: { id, type: 'user', name },
}))

export function IncidentPanel({ test }: { readonly test: TestCase }) {
  const client = useQueryClient()
  const refusal = useRefusal('testCase', test)('EditTests')
  const found = useQuery(incidentsQuery(test.fullyQualifiedName))
  const advance = useMutation({
    mutationFn: (step: IncidentStep) => advanceIncident(test.fullyQualifiedName, step),
    onSuccess: async () => {
      announceSaved(texts.incidentMoved)
      await client.invalidateQueries({ queryKey: qualityKey })
    },
    onError: announceFailed,
  })
  const incident = found.data?.find(
    ({ testCaseResolutionStatusType }) => testCaseResolutionStatusType !== 'Resolved',
  )
  if (found.isError) {
    return (
      <Failure error={found.error} what={texts.incidentsNotLoaded} onRetry={() => void found.refetch()} />
    )
  }
  if (!incident) return null
  const assignee = assigneeOf(incident)
  return (
    <section aria-labelledby="incident" className={classes.incident}>
      <h2 id="incident">{texts.openIncident}</h2>
      <p>
        {incidentWord(incident)}
        {incident.timestamp !== undefined && (
          <>
            {' '}
            <RelativeTime atMs={incident.timestamp} />
          </>
        )}
        {incident.updatedBy && <> {texts.by(titleOf(incident.updatedBy))}</>}
      </p>
      <div className={classes.actions}>
        {incident.testCaseResolutionStatusType === 'New' && (
          <Button
            variant="default"
            loading={advance.isPending}
            onClick={() => advance.mutate({ to: 'Ack' })}
            {...refused(refusal)}
          >
            {texts.acknowledge}
          </Button>
        )}
        <Picker
          label={texts.assign}
          choices={people}
          chosen={[]}
          refusal={refusal}
          onSave={([first]) => first && advance.mutate({ to: 'Assigned', assignee: first.person })}
        >
          <span>{assignee ? texts.assigned(titleOf(assignee)) : texts.assignedNobody}</span>
        </Picker>
      </div>
      {refusal === undefined && <Resolution isBusy={advance.isPending} onResolve={advance.mutate} />}
    </section>
  )
}

interface ResolutionProps {
  readonly isBusy: boolean
  readonly onResolve: (step: IncidentStep) => void
}

function Resolution({ isBusy, onResolve }: ResolutionProps) {
  const [reason, setReason] = useState<FailureReason>('MissingData')
  const [comment, setComment] = useState('')
  return (
    <form
      className={classes.actions}
      aria-label={texts.resolveIncident}
      onSubmit={(event) => {
        event.preventDefault()
        onResolve({ to: 'Resolved', reason, comment: comment.trim() })
      }}
    >
      <Select
        label={texts.whatItWas}
        data={[...failureReasons]}
        value={reason}
        allowDeselect={false}
        onChange={(value) => value && setReason(value as FailureReason)} // one of the above
      />
      <TextInput
        label={texts.done}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy} disabled={comment.trim() === ''}>
        {texts.resolve}
      </Button>
    </form>
  )
}
