/** Names the first administrator who signs in with single sign-on, by the address they come with. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { accessListQuery, makeAdministrator } from '../access/access-api.ts'
import assetClasses from '../asset/asset.module.css'
import { titleOf } from '../asset/asset.ts'
import { childrenKey } from '../asset/asset-api.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { savedSignInQuery } from '../sign-in-settings/saved-settings-api.ts'
import classes from './first-steps.module.css'

const texts = firstStepsTexts.administrators

export function AdministratorsStep() {
  const client = useQueryClient()
  const found = useQuery(accessListQuery('user', { state: 'administrators' }, undefined))
  const settings = useQuery(savedSignInQuery)
  const [email, setEmail] = useState('')
  const address = email.trim().toLowerCase()
  const domain = settings.data?.settings.find(({ name }) => name === 'AUTHORIZER_PRINCIPAL_DOMAIN')?.value
  const isOutside =
    domain !== undefined && domain !== '' && /@./.test(address) && !address.endsWith(`@${domain}`)
  const add = useMutation({
    mutationFn: () => makeAdministrator(address),
    onSuccess: async () => {
      announceSaved(texts.added(address))
      setEmail('')
      await client.invalidateQueries({ queryKey: childrenKey('user') })
    },
    onError: announceFailed,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <>
      <p>{texts.hint}</p>
      <form className={classes.part} onSubmit={submit}>
        <TextInput
          label={texts.email}
          type="email"
          required
          withAsterisk={false}
          value={email}
          description={isOutside && texts.outside(domain)}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" variant="default" loading={add.isPending} disabled={address === ''}>
            {texts.add}
          </Button>
        </div>
      </form>
      {found.isPending && <Loading rows={2} label={texts.present} />}
      {found.isError && (
        <Failure error={found.error} what={texts.notLoaded} onRetry={() => void found.refetch()} />
      )}
      {found.data && (
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>{texts.present}</th>
              <th>{accessTexts.columns.email}</th>
            </tr>
          </thead>
          <tbody>
            {found.data.data.map((user) => (
              <tr key={user.id}>
                <td>
                  <AssetLink type="user" fqn={user.fullyQualifiedName}>
                    {titleOf(user)}
                  </AssetLink>
                </td>
                <td>{user.email}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
