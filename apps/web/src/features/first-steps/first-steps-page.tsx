/** The way from an empty catalog to one that others use: five steps that can be skipped, left and resumed. */
import { Button } from '@mantine/core'
import { IconCheck, IconCircle, IconCircleDashed } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { type FirstStep, firstSteps, firstStepsTexts as texts } from '../../texts/first-steps.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { sessionQuery } from '../session/session.ts'
import { AdministratorsStep } from './administrators-step.tsx'
import { ArrivalStep } from './arrival-step.tsx'
import classes from './first-steps.module.css'
import {
  type FirstSteps,
  firstStepsQuery,
  noFirstSteps,
  noteArrival,
  saveFirstSteps,
} from './first-steps-api.ts'
import { InviteStep } from './invite-step.tsx'
import { MachineLine } from './machine-line.tsx'
import { SignInStep } from './sign-in-step.tsx'
import { SourceStep } from './source-step.tsx'

const route = getRouteApi('/shell/welcome')

const panels: Readonly<Record<FirstStep, () => ReactNode>> = {
  'sign-in': SignInStep,
  administrators: AdministratorsStep,
  source: SourceStep,
  arrival: ArrivalStep,
  invite: InviteStep,
}

export default function FirstStepsPage() {
  useDocumentTitle(texts.title)
  const { step } = route.useSearch()
  const { data: me } = useQuery(sessionQuery)
  const client = useQueryClient()
  const found = useQuery({ ...firstStepsQuery, enabled: me?.isAdmin === true })
  const isFirst = found.data === null
  useEffect(() => {
    if (isFirst) void noteArrival(client)
  }, [isFirst, client])
  if (!me?.isAdmin) return <Empty title={texts.forAdministrators}>{texts.forAdministratorsHint}</Empty>
  if (found.isPending) return <Loading rows={8} label={texts.title} />
  if (found.isError)
    return <Failure error={found.error} what={texts.notLoaded} onRetry={() => void found.refetch()} />
  const saved = found.data ?? noFirstSteps
  // Whoever comes by the address of a step wants to see it; nobody else is shown what is done.
  if (saved.isFinished && step === undefined) return <Navigate to="/" replace />
  return <Steps saved={saved} />
}

function Steps({ saved }: { readonly saved: FirstSteps }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { outcomes } = saved
  const asked = route.useSearch().step
  const step =
    firstSteps.find((one) => one === asked) ??
    firstSteps.find((one) => outcomes[one] === undefined) ??
    'invite'
  const Panel = panels[step]
  const isLast = step === firstSteps.at(-1)
  const dismiss = useMutation({
    mutationFn: () => saveFirstSteps(client, { ...saved, isFinished: true }),
    onSuccess: () => navigate({ to: '/' }),
    onError: announceFailed,
  })
  const mark = useMutation({
    mutationFn: (outcome: 'done' | 'skipped') =>
      saveFirstSteps(client, {
        outcomes: { ...outcomes, [step]: outcome },
        isFinished: saved.isFinished || isLast,
      }),
    onSuccess: async () => {
      if (isLast) {
        announceSaved(texts.finished)
        await navigate({ to: '/' })
        return
      }
      await navigate({ to: '/welcome', search: { step: firstSteps[firstSteps.indexOf(step) + 1] ?? step } })
    },
    onError: announceFailed,
  })
  return (
    <div className={classes.page}>
      <header>
        <h1>{texts.title}</h1>
        <p className="dim">{texts.intro}</p>
      </header>
      <nav aria-label={texts.title}>
        <ol className={classes.steps}>
          {firstSteps.map((one) => (
            <li key={one}>
              <Link to="/welcome" search={{ step: one }} aria-current={one === step ? 'step' : undefined}>
                <OutcomeSign outcome={outcomes[one]} />
                {texts.steps[one]}
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <section aria-labelledby="step" className={classes.step}>
        <h2 id="step">{texts.steps[step]}</h2>
        <Panel />
        <div className={classes.buttons}>
          <Button loading={mark.isPending && mark.variables === 'done'} onClick={() => mark.mutate('done')}>
            {isLast ? texts.finish : texts.next}
          </Button>
          {!isLast && (
            <Button
              variant="default"
              loading={mark.isPending && mark.variables === 'skipped'}
              onClick={() => mark.mutate('skipped')}
            >
              {texts.skip}
            </Button>
          )}
          <Button variant="subtle" component={Link} to="/">
            {texts.home}
          </Button>
          {!isLast && !saved.isFinished && (
            <Button variant="subtle" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
              {texts.card.dismiss}
            </Button>
          )}
        </div>
      </section>
      <MachineLine />
    </div>
  )
}

function OutcomeSign({ outcome }: { readonly outcome: 'done' | 'skipped' | undefined }) {
  if (outcome === undefined) return <IconCircle size={16} aria-hidden />
  const Icon = outcome === 'done' ? IconCheck : IconCircleDashed
  return (
    <>
      <Icon size={16} aria-hidden />
      <span className="visually-hidden">{texts.outcomes[outcome]}: </span>
    </>
  )
}
