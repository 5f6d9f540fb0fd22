/** Shows what the filters of an ingestion would take and leave, before anything is read. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Failure } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import type { Asset } from '../asset/asset.ts'
import { typeLabel } from '../asset/asset.ts'
import type { Config } from './form/form-field.ts'
import classes from './ingestion.module.css'
import { previewFilters } from './ingestion-api.ts'

interface FilterPreviewProps {
  readonly service: Asset & { readonly type: string }
  readonly config: () => Config
}

export function FilterPreview({ service, config }: FilterPreviewProps) {
  const preview = useMutation({ mutationFn: () => previewFilters(service, config()), gcTime: 0 })
  const found = preview.data?.data ?? []
  const taken = found.filter((one) => one.taken).length
  return (
    <section aria-label={texts.whatItWouldRead} className={classes.panel}>
      <div>
        <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
          {texts.showWhatItWouldRead}
        </Button>
      </div>
      {preview.isError && <Failure error={preview.error} what={texts.previewFailed} />}
      {preview.data && (
        <>
          <p role="status">
            {texts.countOf(taken, found.length)}
            {preview.data.truncated ? texts.andMore : ''} {texts.wouldBeRead}
          </p>
          <div className={classes.preview}>
            <table className={assetClasses.rows}>
              <thead>
                <tr>
                  <th>{texts.name}</th>
                  <th>{texts.kind}</th>
                  <th>{texts.read}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((one) => (
                  <tr key={`${one.type} ${one.name}`}>
                    <td>
                      <code>{one.name}</code>
                    </td>
                    <td>{typeLabel(one.type)}</td>
                    <td>{one.taken ? texts.yes : texts.no(one.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )
}
