/** Shows what the filters of an ingestion would take and leave, before anything is read. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
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
    <section aria-label="What it would read" className={classes.panel}>
      <div>
        <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
          Show what it would read
        </Button>
      </div>
      {preview.isError && <Failure error={preview.error} what="The source could not be looked at" />}
      {preview.data && (
        <>
          <p role="status">
            {taken} of {found.length}
            {preview.data.truncated ? ' and more' : ''} would be read.
          </p>
          <div className={classes.preview}>
            <table className={assetClasses.rows}>
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Kind</th>
                  <th>Read</th>
                </tr>
              </thead>
              <tbody>
                {found.map((one) => (
                  <tr key={`${one.type} ${one.name}`}>
                    <td>
                      <code>{one.name}</code>
                    </td>
                    <td>{typeLabel(one.type)}</td>
                    <td>{one.taken ? 'Yes' : `No${one.reason ? `: ${one.reason}` : ''}`}</td>
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
