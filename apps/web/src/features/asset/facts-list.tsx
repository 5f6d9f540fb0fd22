/** The plain members of an asset, for the details tab. */
import { assetTexts as texts } from '../../texts/asset.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import classes from './asset.module.css'
import { type Asset, assetType } from './asset.ts'
import { factsOf } from './structure.ts'
import { wordsOf } from './words.ts'

export function FactsList({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  return (
    <dl className={classes.details}>
      {factsOf(asset).map(({ member, value }) => (
        <Fact key={member} member={member} value={value} />
      ))}
      <dt>{texts.api}</dt>
      <dd>
        <code>
          /api/v1/{assetType(type)?.collection}/name/{encodeURIComponent(asset.fullyQualifiedName)}
        </code>
      </dd>
    </dl>
  )
}

/** Only addresses of the web become links: a source's text is not to be trusted with any other scheme. */
function Fact({ member, value }: { readonly member: string; readonly value: string }) {
  return (
    <>
      <dt>{wordsOf(member)}</dt>
      <dd>
        {member === 'id' || member === 'sourceHash' ? (
          <CopyableCode value={value} what={wordsOf(member).toLowerCase()} />
        ) : /^https?:\/\/\S+$/i.test(value) ? (
          <a href={value} rel="noopener noreferrer" target="_blank">
            {value}
          </a>
        ) : (
          value
        )}
      </dd>
    </>
  )
}
