/** On the home page of a new catalog: the way to its first steps, until they are done. */
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { firstSteps, firstStepsTexts } from '../../texts/first-steps.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import classes from './first-steps.module.css'
import { firstStepsQuery, noFirstSteps, saveFirstSteps } from './first-steps-api.ts'

const { card: texts, progress } = firstStepsTexts

/** Of a catalog with something in it, only steps that were begun are of interest. */
export default function FirstStepsCard({ isEmpty }: { readonly isEmpty: boolean }) {
  const client = useQueryClient()
  const { data } = useQuery(firstStepsQuery)
  const dismiss = useMutation({
    mutationFn: () => saveFirstSteps(client, { ...(data ?? noFirstSteps), isFinished: true }),
    onError: announceFailed,
  })
  if (data === undefined || data?.isFinished || (data === null && !isEmpty)) return null
  const seen = Object.keys(data?.outcomes ?? {}).length
  return (
    <section aria-labelledby="first-steps" className={classes.card}>
      <h2 id="first-steps">{seen > 0 ? texts.resume : texts.start}</h2>
      <p className="dim">
        {texts.hint} {seen > 0 && progress(seen, firstSteps.length)}
      </p>
      <div className={classes.buttons}>
        <Button component={Link} to="/welcome">
          {seen > 0 ? texts.go : texts.begin}
        </Button>
        <Button variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {texts.dismiss}
        </Button>
      </div>
    </section>
  )
}
