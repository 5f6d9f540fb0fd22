/** Data to try the catalog with: loaded when an administrator asks for them, and removed again. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import classes from './first-steps.module.css'
import { loadDemo, removeDemo } from './machine-api.ts'

const texts = firstStepsTexts.demo
const demoService = 'fjordlight'

export function DemoData({ state }: { readonly state: 'absent' | 'loaded' | 'unavailable' }) {
  return (
    <section aria-labelledby="demo" className={classes.part}>
      <h3 id="demo">{texts.title}</h3>
      {state === 'unavailable' && (
        <p className="dim">
          {texts.elsewhere} <code>npx waymark start</code>
        </p>
      )}
      {state === 'absent' && <Load />}
      {state === 'loaded' && <Remove />}
    </section>
  )
}

function Load() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const load = useMutation({
    mutationFn: () => loadDemo(client),
    onSuccess: () => navigate({ to: '/welcome', search: { step: 'arrival' } }),
    onError: announceFailed,
  })
  return (
    <>
      <p className="dim">{texts.hint}</p>
      <div>
        <Button variant="default" loading={load.isPending} onClick={() => load.mutate()}>
          {texts.load}
        </Button>
      </div>
    </>
  )
}

function Remove() {
  const client = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <p role="status">{texts.loaded}</p>
      <div className={classes.buttons}>
        <AssetLink type="databaseService" fqn={demoService}>
          {demoService}
        </AssetLink>
      </div>
      <div>
        <Button variant="default" onClick={() => setIsAsking(true)}>
          {texts.remove}
        </Button>
      </div>
      {isAsking && (
        <FormDialog
          title={texts.remove}
          action={texts.removeNow}
          cancel={texts.keep}
          color="red.9"
          onClose={() => setIsAsking(false)}
          onSubmit={async () => {
            await removeDemo(client)
            announceSaved(texts.removed)
            return undefined
          }}
        >
          <p>{texts.removeHint}</p>
        </FormDialog>
      )}
    </>
  )
}
