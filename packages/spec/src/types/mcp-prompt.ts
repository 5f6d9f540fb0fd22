/** The prompts that an MCP server offers. */
import { Type } from '@sinclair/typebox'
import { SensitivityLevel } from './risk-level.ts'
import { TagLabel } from './tag-label.ts'

const PromptType = Type.String({
  enum: [
    'Analysis',
    'Generation',
    'Transformation',
    'Validation',
    'Query',
    'Summarization',
    'Extraction',
    'Classification',
    'Custom',
  ],
})

const ArgumentType = Type.String({ enum: ['String', 'Number', 'Boolean', 'Array', 'Object'] })

const PromptArgument = Type.Object(
  {
    name: Type.String(),
    type: Type.Optional(ArgumentType),
    description: Type.Optional(Type.String()),
    required: Type.Optional(Type.Boolean()),
    default: Type.Optional(Type.Unknown() /* model says Any */),
    enum: Type.Optional(Type.Array(Type.Unknown() /* model says Any */)),
    sensitive: Type.Optional(Type.Boolean()),
  },
  { $id: 'PromptArgument', additionalProperties: false },
)

const Role = Type.String({ enum: ['user', 'assistant', 'system'] })

const PromptMessage = Type.Object(
  {
    role: Role,
    content: Type.String(),
  },
  { $id: 'PromptMessage', additionalProperties: false },
)

const PromptExample = Type.Object(
  {
    name: Type.Optional(Type.String()),
    arguments: Type.Optional(
      Type.Object(
        {},
        { additionalProperties: true, description: "values by the names of the prompt's arguments" },
      ),
    ),
    expectedOutput: Type.Optional(Type.String()),
  },
  { $id: 'PromptExample', additionalProperties: false },
)

const OutputClassification = Type.Object(
  {
    sensitivityLevel: Type.Optional(SensitivityLevel),
    mayContainPII: Type.Optional(Type.Boolean()),
    outputCategories: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'OutputClassification', additionalProperties: false },
)

export const McpPrompt = Type.Object(
  {
    name: Type.String(),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    promptType: Type.Optional(PromptType),
    arguments: Type.Optional(Type.Array(PromptArgument)),
    messages: Type.Optional(Type.Array(PromptMessage)),
    examples: Type.Optional(Type.Array(PromptExample)),
    dataAccessPatterns: Type.Optional(Type.Array(Type.String())),
    outputClassification: Type.Optional(OutputClassification),
    usageCount: Type.Optional(Type.Integer()),
    lastUsedAt: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'McpPrompt', additionalProperties: false },
)
