/** On the home page of a new catalog: the way to its first steps, until they are done. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { firstSteps, firstStepsTexts } from '../../texts/first-steps.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import classes from './first-steps.module.css'
import { type FirstSteps, noFirstSteps, saveFirstSteps } from './first-steps-api.ts'

const { card: texts, progress } = firstStepsTexts

interface CardProps {
  /** Null: nobody has begun. */
  readonly steps: FirstSteps | null
  readonly isEmpty: boolean
}

/** Of a catalog with something in it, only steps that were begun are of interest. */
export function FirstStepsCard({ steps, isEmpty }: CardProps) {
  const client = useQueryClient()
  const dismiss = useMutation({
    mutationFn: () => saveFirstSteps(client, { ...(steps ?? noFirstSteps), isFinished: true }),
    onError: announceFailed,
  })
  if (steps?.isFinished || (steps === null && !isEmpty)) return null
  const seen = Object.keys(steps?.outcomes ?? {}).length
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
