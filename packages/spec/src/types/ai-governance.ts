/** What is known about the risk, the approval and the legal compliance of something that uses AI. */
import { Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { RiskLevel } from './risk-level.ts'

const RegistrationStatus = Type.String({
  enum: ['Registered', 'Unregistered', 'PendingApproval', 'Approved', 'Rejected'],
})

const AiRiskAssessment = Type.Object(
  {
    riskLevel: Type.Optional(RiskLevel),
    riskFactors: Type.Optional(Type.Array(Type.String())),
    mitigations: Type.Optional(Type.Array(Type.String())),
    assessedBy: Type.Optional(Type.String()),
    assessedAt: Type.Optional(Type.Integer()),
  },
  { $id: 'AiRiskAssessment', additionalProperties: false },
)

const AccessedDataClassification = Type.Object(
  {
    accessesPII: Type.Optional(Type.Boolean()),
    accessesSensitiveData: Type.Optional(Type.Boolean()),
    dataCategories: Type.Optional(Type.Array(Type.String())),
    dataRetentionPeriod: Type.Optional(Type.String()),
  },
  { $id: 'AccessedDataClassification', additionalProperties: false },
)

const ComplianceFramework = Type.String({
  enum: [
    'EU_AI_Act',
    'Singapore_Model_AI_Governance',
    'Canada_AIDA',
    'US_AI_Bill_of_Rights',
    'NIST_AI_RMF',
    'ISO_IEC_42001',
    'UK_AI_Regulation',
    'China_AI_Regulations',
    'Custom',
  ],
})

const ComplianceStatus = Type.String({
  enum: ['Compliant', 'PartiallyCompliant', 'NonCompliant', 'UnderReview', 'NotApplicable'],
})

const RiskClassification = Type.String({ enum: ['Minimal', 'Limited', 'High', 'Unacceptable'] })

const ProhibitedPractices = Type.Object(
  {
    subliminalManipulativeTechniques: Type.Optional(Type.Boolean()),
    exploitationOfVulnerabilities: Type.Optional(Type.Boolean()),
    socialScoringSystem: Type.Optional(Type.Boolean()),
    riskAssessmentCriminalOffences: Type.Optional(Type.Boolean()),
    facialRecognitionDatabaseCreation: Type.Optional(Type.Boolean()),
    emotionInferenceWorkplaceEducation: Type.Optional(Type.Boolean()),
    biometricCategorisation: Type.Optional(Type.Boolean()),
    realTimeBiometricIdentification: Type.Optional(Type.Boolean()),
  },
  { $id: 'ProhibitedPractices', additionalProperties: false },
)

const HighRiskSystems = Type.Object(
  {
    criticalInfrastructure: Type.Optional(Type.Boolean()),
    educationVocationalTraining: Type.Optional(Type.Boolean()),
    employment: Type.Optional(Type.Boolean()),
    essentialPrivateServices: Type.Optional(Type.Boolean()),
    essentialPublicServices: Type.Optional(Type.Boolean()),
    lawEnforcement: Type.Optional(Type.Boolean()),
    migrationAsylumBorderControl: Type.Optional(Type.Boolean()),
    administrationOfJustice: Type.Optional(Type.Boolean()),
  },
  { $id: 'HighRiskSystems', additionalProperties: false },
)

const AssessmentType = Type.String({ enum: ['Internal', 'ThirdParty', 'NotRequired'] })

const ConformityAssessment = Type.Object(
  {
    assessmentRequired: Type.Optional(Type.Boolean()),
    assessmentType: Type.Optional(AssessmentType),
    assessmentBody: Type.Optional(Type.String()),
    certificateNumber: Type.Optional(Type.String()),
    validUntil: Type.Optional(Type.Integer()),
  },
  { $id: 'ConformityAssessment', additionalProperties: false },
)

const TransparencyObligations = Type.Object(
  {
    usersInformed: Type.Optional(Type.Boolean()),
    deepfakeLabeling: Type.Optional(Type.Boolean()),
    emotionRecognitionDisclosure: Type.Optional(Type.Boolean()),
  },
  { $id: 'TransparencyObligations', additionalProperties: false },
)

const EuAiActCompliance = Type.Object(
  {
    riskClassification: Type.Optional(RiskClassification),
    riskRationale: Type.Optional(Type.String()),
    prohibitedPractices: Type.Optional(ProhibitedPractices),
    highRiskSystems: Type.Optional(HighRiskSystems),
    conformityAssessment: Type.Optional(ConformityAssessment),
    transparencyObligations: Type.Optional(TransparencyObligations),
  },
  { $id: 'EuAiActCompliance', additionalProperties: false },
)

const PrivacyLevel = Type.String({ enum: ['Public', 'Sensitive', 'PersonalData'] })

const FairnessRisk = Type.String({ enum: ['Low', 'Medium', 'High'] })

const BiasMitigationCoverage = Type.String({ enum: ['None', 'Partial', 'Full'] })

const ReliabilitySafetyRisk = Type.String({ enum: ['Low', 'Moderate', 'High'] })

const TransparencyLevel = Type.String({ enum: ['None', 'Partial', 'FullDisclosure'] })

const AccountabilityMeasures = Type.Object(
  {
    hasOwner: Type.Optional(Type.Boolean()),
    subjectToHumanOversight: Type.Optional(Type.Boolean()),
    auditTrailEnabled: Type.Optional(Type.Boolean()),
  },
  { $id: 'AccountabilityMeasures', additionalProperties: false },
)

const EnvironmentalConsciousness = Type.String({ enum: ['LowRisk', 'MediumRisk', 'HighRisk'] })

const EthicalAiAssessment = Type.Object(
  {
    privacyLevel: Type.Optional(PrivacyLevel),
    fairnessRisk: Type.Optional(FairnessRisk),
    biasMitigationCoverage: Type.Optional(BiasMitigationCoverage),
    reliabilitySafetyRisk: Type.Optional(ReliabilitySafetyRisk),
    transparencyLevel: Type.Optional(TransparencyLevel),
    accountabilityMeasures: Type.Optional(AccountabilityMeasures),
    environmentalConsciousness: Type.Optional(EnvironmentalConsciousness),
  },
  { $id: 'EthicalAiAssessment', additionalProperties: false },
)

const Scope = Type.String({ enum: ['Internal', 'External', 'Both'] })

const ScopeAndDeployment = Type.Object(
  {
    scope: Type.Optional(Scope),
    deploymentRegions: Type.Optional(Type.Array(Type.String())),
    affectedUserCount: Type.Optional(Type.Integer()),
  },
  { $id: 'ScopeAndDeployment', additionalProperties: false },
)

const Verification = Type.Object(
  {
    isVerified: Type.Optional(Type.Boolean()),
    verifiedBy: Type.Optional(Type.String()),
    verifiedAt: Type.Optional(Type.Integer()),
    verificationNotes: Type.Optional(Type.String()),
    certificateUrl: Type.Optional(Type.String()),
  },
  { $id: 'Verification', additionalProperties: false },
)

const AiComplianceRecord = Type.Object(
  {
    framework: ComplianceFramework,
    assessedBy: Type.Optional(Type.String()),
    assessedAt: Type.Optional(Type.Integer()),
    nextReviewDate: Type.Optional(Type.Integer()),
    status: ComplianceStatus,
    euAIAct: Type.Optional(EuAiActCompliance),
    ethicalAssessment: Type.Optional(EthicalAiAssessment),
    scopeAndDeployment: Type.Optional(ScopeAndDeployment),
    verification: Type.Optional(Verification),
    notes: Type.Optional(Type.String()),
    remediationRequired: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'AiComplianceRecord', additionalProperties: false },
)

const AiCompliance = Type.Object(
  {
    complianceRecords: Type.Optional(Type.Array(AiComplianceRecord)),
  },
  { $id: 'AiCompliance', additionalProperties: false },
)

export const AiGovernance = Type.Object(
  {
    registrationStatus: Type.Optional(RegistrationStatus),
    registeredBy: Type.Optional(Type.String()),
    registeredAt: Type.Optional(Type.Integer()),
    approvedBy: Type.Optional(Type.String()),
    approvedAt: Type.Optional(Type.Integer()),
    riskAssessment: Type.Optional(AiRiskAssessment),
    dataClassification: Type.Optional(AccessedDataClassification),
    governancePolicies: Type.Optional(Type.Array(EntityReference)),
    aiCompliance: Type.Optional(AiCompliance),
    intakeNotes: Type.Optional(Type.String()),
    approvalComments: Type.Optional(Type.String()),
  },
  { $id: 'AiGovernance', additionalProperties: false },
)
