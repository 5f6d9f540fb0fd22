/** The same set-up as Terraform (provider hashicorp/azuread); what exists already is imported rather than made again. */
import type { TenantState } from '../graph/tenant-state.ts'
import { publishedIds, publishedRoleId, wantedRoles } from './plan-published-api.ts'
import { redirectUrisFor, type SetupWishes, tagFor } from './wishes.ts'

/** `${` and `%{` begin templates in Terraform's strings; doubled they stand for themselves. */
const text = (value: string) => JSON.stringify(value).replace(/[$%](?=\{)/g, (sign) => sign + sign)
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`

/** One file, complete: `terraform init && terraform apply`. Secrets stay in the state, which is to be kept accordingly. */
export function printTerraform(state: TenantState, wishes: SetupWishes): string {
  const { scopeId, scopeName, roleId } = publishedIds(state, wishes)
  return [
    `terraform {
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
  }
}

provider "azuread" {
  tenant_id = ${text(wishes.tenantId)}
}

data "azuread_application_published_app_ids" "well_known" {}

data "azuread_service_principal" "graph" {
  client_id = data.azuread_application_published_app_ids.well_known.result["MicrosoftGraph"]
}`,
    ...imports(state),
    uiApplication(state, wishes, scopeId, scopeName),
    ingestionApplication(wishes, scopeId, roleId, scopeName),
    ...credential(wishes),
    `output "ui_client_id" {
  value = azuread_application.ui.client_id
}

output "ingestion_client_id" {
  value = azuread_application.ingestion.client_id
}

output "ingestion_object_id" {
  description = "Object id of the Enterprise application, which the bot is bound to"
  value       = azuread_service_principal.ingestion.object_id
}
`,
  ].join('\n\n')
}

function imports({ ui, ingestion }: TenantState): string[] {
  const existing: [string, string | undefined][] = [
    ['azuread_application.ui', ui && `/applications/${ui.application.id}`],
    ['azuread_service_principal.ui', ui?.principal && `/servicePrincipals/${ui.principal.id}`],
    ['azuread_application.ingestion', ingestion && `/applications/${ingestion.application.id}`],
    [
      'azuread_service_principal.ingestion',
      ingestion?.principal && `/servicePrincipals/${ingestion.principal.id}`,
    ],
  ]
  return existing.flatMap(([to, id]) => (id ? [`import {\n  to = ${to}\n  id = ${text(id)}\n}`] : []))
}

function appRoles(state: TenantState, wishes: SetupWishes): string[] {
  return wantedRoles(wishes).map(
    ({ value, displayName, description, memberType }) => `  app_role {
    id                   = ${text(publishedRoleId(state, wishes, value))}
    value                = ${text(value)}
    display_name         = ${text(displayName)}
    description          = ${text(description)}
    allowed_member_types = [${text(memberType)}]
    enabled              = true
  }`,
  )
}

function uiApplication(state: TenantState, wishes: SetupWishes, scopeId: string, scopeName: string): string {
  const name = wishes.displayName
  return `resource "azuread_application" "ui" {
  display_name     = ${text(name)}
  sign_in_audience = "AzureADMyOrg"
  tags             = ${list([tagFor(wishes.serverUrl, 'ui')])}
${wishes.groups ? `  group_membership_claims = ${list([wishes.groups])}\n` : ''}
  single_page_application {
    redirect_uris = ${list(redirectUrisFor(wishes.serverUrl))}
  }

  api {
    requested_access_token_version = 2

    oauth2_permission_scope {
      id                         = ${text(scopeId)}
      value                      = ${text(scopeName)}
      type                       = "User"
      enabled                    = true
      admin_consent_display_name = ${text(`Use ${name} as the signed-in person`)}
      admin_consent_description  = ${text(`Allows an application to use ${name} on behalf of the signed-in person.`)}
      user_consent_display_name  = ${text(`Use ${name} as you`)}
      user_consent_description   = ${text(`Allows an application to use ${name} on your behalf.`)}
    }
  }

${appRoles(state, wishes).join('\n\n')}

  optional_claims {
    id_token {
      name = "email"
    }
    access_token {
      name = "idtyp"
    }
    access_token {
      name = "email"
    }
  }

  required_resource_access {
    resource_app_id = data.azuread_service_principal.graph.client_id
${['openid', 'profile', 'email', 'offline_access']
  .map(
    (scope) => `
    resource_access {
      id   = data.azuread_service_principal.graph.oauth2_permission_scope_ids["${scope}"]
      type = "Scope"
    }`,
  )
  .join('\n')}
  }

  lifecycle {
    ignore_changes = [identifier_uris]
  }
}

resource "azuread_application_identifier_uri" "ui" {
  application_id = azuread_application.ui.id
  identifier_uri = "api://\${azuread_application.ui.client_id}"
}

resource "azuread_service_principal" "ui" {
  client_id = azuread_application.ui.client_id
}

resource "azuread_service_principal_delegated_permission_grant" "sign_in" {
  service_principal_object_id          = azuread_service_principal.ui.object_id
  resource_service_principal_object_id = data.azuread_service_principal.graph.object_id
  claim_values                         = ["openid", "profile", "email", "offline_access"]
}`
}

function ingestionApplication(
  wishes: SetupWishes,
  scopeId: string,
  roleId: string,
  scopeName: string,
): string {
  return `resource "azuread_application" "ingestion" {
  display_name     = ${text(`${wishes.displayName} ingestion`)}
  sign_in_audience = "AzureADMyOrg"
  tags             = ${list([tagFor(wishes.serverUrl, 'ingestion')])}

  required_resource_access {
    resource_app_id = azuread_application.ui.client_id

    resource_access {
      id   = ${text(scopeId)}
      type = "Scope"
    }

    resource_access {
      id   = ${text(roleId)}
      type = "Role"
    }
  }
}

resource "azuread_service_principal" "ingestion" {
  client_id = azuread_application.ingestion.client_id
}

resource "azuread_service_principal_delegated_permission_grant" "ingestion" {
  service_principal_object_id          = azuread_service_principal.ingestion.object_id
  resource_service_principal_object_id = azuread_service_principal.ui.object_id
  claim_values                         = [${text(scopeName)}]
}

resource "azuread_app_role_assignment" "ingestion" {
  app_role_id         = ${text(roleId)}
  principal_object_id = azuread_service_principal.ingestion.object_id
  resource_object_id  = azuread_service_principal.ui.object_id
}`
}

function credential({ credential: wish }: SetupWishes): string[] {
  switch (wish.kind) {
    case 'none':
      return []
    case 'secret':
      return [
        `resource "azuread_application_password" "ingestion" {
  application_id    = azuread_application.ingestion.id
  display_name      = "waymark"
  end_date_relative = "${wish.days * 24}h"
}

output "ingestion_client_secret" {
  value     = azuread_application_password.ingestion.value
  sensitive = true
}`,
      ]
    case 'federated':
      return [
        `resource "azuread_application_federated_identity_credential" "ingestion" {
  application_id = azuread_application.ingestion.id
  display_name   = ${text(wish.name)}
  issuer         = ${text(wish.issuer)}
  subject        = ${text(wish.subject)}
  audiences      = ${list([wish.audience])}
}`,
      ]
    case 'certificate':
      return [
        `resource "azuread_application_certificate" "ingestion" {
  application_id = azuread_application.ingestion.id
  type           = "AsymmetricX509Cert"
  encoding       = "base64"
  value          = ${text(wish.derBase64)}
  end_date       = ${text(wish.endsAt)}
}`,
      ]
  }
}
