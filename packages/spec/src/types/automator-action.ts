/** The steps that an automation takes on every asset it selects. */
import { type TProperties, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'

const childNames = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 })))
const flag = Type.Optional(Type.Boolean())
const labelTypes = Type.Optional(Type.Array(Type.String({ enum: ['Manual', 'Propagated', 'Automated'] })))
const overwriteMetadata = flag

function action(name: string, members: TProperties) {
  return Type.Object(
    { type: Type.String({ enum: [name] }), ...members },
    { $id: name, additionalProperties: false },
  )
}

const TestCaseToAdd = Type.Object(
  {
    testDefinition: Type.Optional(Type.String({ minLength: 1, maxLength: 3072 })),
    parameterValues: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.Optional(Type.String()), value: Type.Optional(Type.String()) },
          { additionalProperties: true },
        ),
      ),
    ),
    computePassedFailedRowCount: flag,
    useDynamicAssertion: flag,
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'TestCaseToAdd', additionalProperties: true },
)

const PropagationStop = Type.Object(
  {
    metadataAttribute: Type.String({
      enum: ['description', 'tags', 'glossaryTerms', 'owner', 'tier', 'domains'],
    }),
    value: Type.Array(Type.Union([Type.String(), TagLabel, EntityReference])),
  },
  { $id: 'PropagationStop', additionalProperties: false },
)

export const AutomatorAction = Type.Union([
  action('AddTagsAction', { tags: Type.Array(TagLabel), applyToChildren: childNames, overwriteMetadata }),
  action('RemoveTagsAction', {
    tags: Type.Optional(Type.Array(TagLabel)),
    labels: labelTypes,
    applyToChildren: childNames,
    applyToAll: flag,
  }),
  action('AddTermsAction', { terms: Type.Array(TagLabel), applyToChildren: childNames, overwriteMetadata }),
  action('RemoveTermsAction', {
    terms: Type.Optional(Type.Array(TagLabel)),
    labels: labelTypes,
    applyToChildren: childNames,
    applyToAll: flag,
  }),
  action('AddDomainAction', { domains: Type.Array(EntityReference), overwriteMetadata }),
  action('RemoveDomainAction', {}),
  action('AddDescriptionAction', {
    description: Type.String(),
    applyToChildren: childNames,
    overwriteMetadata,
  }),
  action('AddCustomPropertiesAction', { customProperties: Type.Unknown(), overwriteMetadata }),
  action('RemoveDescriptionAction', { applyToChildren: childNames, applyToAll: flag }),
  action('AddTierAction', { tier: TagLabel, overwriteMetadata }),
  action('RemoveTierAction', {}),
  action('AddTestCaseAction', {
    testCases: Type.Array(TestCaseToAdd),
    applyToChildren: childNames,
    overwriteMetadata,
  }),
  action('RemoveTestCaseAction', {
    testCaseDefinitions: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 3072 }))),
    applyToChildren: childNames,
    removeAll: flag,
  }),
  action('AddOwnerAction', { owners: Type.Array(EntityReference), overwriteMetadata }),
  action('RemoveOwnerAction', {}),
  action('RemoveCustomPropertiesAction', { customProperties: Type.Array(Type.String()) }),
  action('AddDataProductAction', { dataProducts: Type.Array(EntityReference), overwriteMetadata }),
  action('RemoveDataProductAction', { dataProducts: Type.Array(EntityReference) }),
  action('LineagePropagationAction', {
    propagationFilterMode: Type.Optional(Type.String({ enum: ['TARGET', 'SOURCE'] })),
    propagateDescription: flag,
    propagateTags: flag,
    propagateGlossaryTerms: flag,
    propagateTier: flag,
    propagateDomains: flag,
    propagateOwner: flag,
    propagateColumnLevel: flag,
    propagateParent: flag,
    overwriteMetadata,
    propagationDepth: Type.Optional(Type.Integer()),
    propagationDepthMode: Type.Optional(Type.String({ enum: ['ROOT', 'DATA_ASSET'] })),
    propagationStopConfigs: Type.Optional(Type.Array(PropagationStop)),
    useOptimizedPropagation: flag,
  }),
  action('MLTaggingAction', {}),
])
