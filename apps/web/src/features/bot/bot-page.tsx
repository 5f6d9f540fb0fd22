/** A bot: what it is for, how it signs in, and whether that works. */
import { Button, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { botTexts as texts } from '../../texts/bot.ts'
import { Bar } from '../../ui/bar.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import type { Asset } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { StatusSign } from '../sign-in-settings/status-sign.tsx'
import { AzurePanel } from './azure-panel.tsx'
import classes from './bot.module.css'
import { type BotAccount, botAccountQuery, testSignIn } from './bot-api.ts'
import { TokenPanel } from './token-panel.tsx'

const mechanisms = [
  { value: 'jwt', label: texts.jwtToken },
  { value: 'azure', label: texts.azureSso },
]

export default function BotPage({ asset }: { readonly asset: Asset }) {
  const account = useQuery(botAccountQuery(asset))
  const refusal = useRefusal('bot', asset)('EditAll')
  return (
    <div className={assetClasses.page}>
      <AssetHeader type="bot" asset={asset} />
      <DescriptionPanel type="bot" asset={asset} />
      {account.isPending && <Loading rows={6} label={texts.howSignsIn} />}
      {account.isError && <Failure error={account.error} what={texts.mechanismNotLoaded} />}
      {refusal !== undefined && <p className="dim">{refusal}</p>}
      {account.data && refusal === undefined && (
        <SignIn key={account.data.id} name={asset.fullyQualifiedName} account={account.data} />
      )}
    </div>
  )
}

function SignIn({ name, account }: { readonly name: string; readonly account: BotAccount }) {
  const [mechanism, setMechanism] = useState(account.authType === 'SSO' ? 'azure' : 'jwt')
  const test = useMutation({ mutationFn: () => testSignIn(name), gcTime: 0 })
  return (
    <section aria-labelledby="sign-in" className={classes.panel}>
      <Bar>
        <h2 id="sign-in">{texts.howItSignsIn}</h2>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {texts.test}
        </Button>
      </Bar>
      {test.isError && <Failure error={test.error} what={texts.notTested} />}
      {test.data && (
        <div role="status" className={classes.outcome}>
          {test.data.steps.map(({ step, ok, detail }) => (
            <p key={step}>
              <StatusSign status={ok ? 'pass' : 'fail'} /> {step}
              {detail && `: ${detail}`}
            </p>
          ))}
          {test.data.fix && (
            <p>
              <strong>{texts.fix}</strong> {test.data.fix}
            </p>
          )}
        </div>
      )}
      <SegmentedControl
        data={mechanisms}
        value={mechanism}
        onChange={setMechanism}
        aria-label={texts.mechanism}
        className={classes.mechanism}
      />
      {mechanism === 'azure' ? (
        <AzurePanel account={account} />
      ) : (
        <TokenPanel name={name} account={account} />
      )}
    </section>
  )
}
