// The catalog on Azure Container Apps with Azure Database for PostgreSQL and Key Vault, for one resource group:
//   az deployment group create --resource-group catalog --template-file deploy/azure/main.bicep --parameters deploy/azure/main.bicepparam
// Secrets live in Key Vault and are read by a managed identity; nobody writes one into a setting.
targetScope = 'resourceGroup'

@description('Prefix of every resource.')
@minLength(3)
@maxLength(16)
param name string = 'waymark'

param location string = resourceGroup().location

@description('Image of the release, in a registry that the identity may pull from.')
param image string

@description('Name of an Azure Container Registry in this resource group; empty: the image is public.')
param registryName string = ''

@description('Directory (tenant) that people sign in with.')
param tenantId string = tenant().tenantId

@description('Client id of the application that people sign in with. Redirect URI: https://<host>/callback, platform Single-page application.')
param uiClientId string

@description('Who administers: names before the @, or whole addresses.')
param adminPrincipals array

@description('Where people reach the catalog, when it has a domain of its own; empty: the address of the container app.')
param serverUrl string = ''

@secure()
@minLength(16)
@description('Password of the database role; made up for this deployment: openssl rand -hex 24')
param databasePassword string

@secure()
@description('Key that seals stored secrets: openssl rand -base64 32. Keep a copy: without it the sealed secrets are lost.')
param masterKey string

@description('Replicas of the API.')
@minValue(1)
@maxValue(30)
param minReplicas int = 2

@minValue(1)
@maxValue(30)
param maxReplicas int = 6

@description('Compute of the database.')
param databaseSku object = {
  name: 'Standard_D2ds_v5'
  tier: 'GeneralPurpose'
}

var unique = uniqueString(resourceGroup().id, name)
var databaseUser = 'waymark'
var databaseName = 'waymark'
var secretsUserRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
var acrPullRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.42.0.0/16']
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.42.0.0/23'
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.42.4.0/28'
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
}

resource databaseZoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: databaseZone
  name: 'network'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

// Reached from the network above only; it has no public address.
resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${unique}'
  location: location
  sku: databaseSku
  properties: {
    version: '17'
    administratorLogin: databaseUser
    administratorLoginPassword: databasePassword
    storage: {
      storageSizeGB: 64
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: '${network.id}/subnets/database'
      privateDnsZoneArmResourceId: databaseZone.id
    }
    highAvailability: {
      mode: 'Disabled'
    }
  }
  dependsOn: [databaseZoneLink]
}

// Extensions have to be allowed by name before a role may create them.
resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: database
  name: 'azure.extensions'
  properties: {
    value: 'PG_TRGM,UNACCENT,BTREE_GIN'
    source: 'user-override'
  }
}

resource catalogDatabase 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: database
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
  dependsOn: [extensions]
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}${unique}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource databaseUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgres://${databaseUser}:${uriComponent(databasePassword)}@${database.properties.fullyQualifiedDomainName}:5432/${databaseName}?sslmode=verify-full'
  }
}

resource masterKeySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'master-key'
  properties: {
    value: masterKey
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, secretsUserRole)
  properties: {
    roleDefinitionId: secretsUserRole
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'none' : registryName
}

resource pullsImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  scope: registry
  name: guid(registry.id, identity.id, acrPullRole)
  properties: {
    roleDefinitionId: acrPullRole
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource appEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: '${network.id}/subnets/apps'
    }
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

var publicUrl = empty(serverUrl) ? 'https://${name}-api.${appEnvironment.properties.defaultDomain}' : serverUrl
var secrets = [
  {
    name: 'database-url'
    keyVaultUrl: databaseUrlSecret.properties.secretUri
    identity: identity.id
  }
  {
    name: 'master-key'
    keyVaultUrl: masterKeySecret.properties.secretUri
    identity: identity.id
  }
]
var registries = empty(registryName) ? [] : [
  {
    server: registry!.properties.loginServer
    identity: identity.id
  }
]
var settings = [
  { name: 'AUTHENTICATION_PROVIDER', value: 'azure' }
  { name: 'AUTHENTICATION_AUTHORITY', value: '${environment().authentication.loginEndpoint}${tenantId}' }
  { name: 'AUTHENTICATION_CLIENT_ID', value: uiClientId }
  { name: 'AUTHORIZER_ADMIN_PRINCIPALS', value: '[${join(adminPrincipals, ',')}]' }
  { name: 'OPENMETADATA_SERVER_URL', value: publicUrl }
  // The ingress of the environment overwrites them.
  { name: 'SERVER_USE_FORWARDED_HEADERS', value: 'true' }
  { name: 'SERVER_ADMIN_HOST', value: '0.0.0.0' }
  { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
  { name: 'DATABASE_URL', secretRef: 'database-url' }
  { name: 'WAYMARK_MASTER_KEY', secretRef: 'master-key' }
]
var probes = [
  {
    type: 'Startup'
    httpGet: { path: '/readyz', port: 8586 }
    periodSeconds: 5
    failureThreshold: 60
  }
  {
    type: 'Readiness'
    httpGet: { path: '/readyz', port: 8586 }
    periodSeconds: 5
  }
  {
    type: 'Liveness'
    httpGet: { path: '/livez', port: 8586 }
    periodSeconds: 10
    failureThreshold: 6
  }
]

resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-api'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      ingress: {
        external: true
        targetPort: 8585
        transport: 'auto'
        allowInsecure: false
      }
      secrets: secrets
      registries: registries
    }
    template: {
      terminationGracePeriodSeconds: 45
      containers: [
        {
          name: 'api'
          image: image
          args: ['--role', 'api']
          env: settings
          probes: probes
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: {
              metadata: {
                concurrentRequests: '50'
              }
            }
          }
        ]
      }
    }
  }
  dependsOn: [readsSecrets, pullsImages, catalogDatabase]
}

resource worker 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-worker'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      secrets: secrets
      registries: registries
    }
    template: {
      terminationGracePeriodSeconds: 120
      containers: [
        {
          name: 'worker'
          image: image
          args: ['--role', 'worker']
          env: settings
          probes: probes
          resources: {
            cpu: json('1')
            memory: '2Gi'
          }
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
  dependsOn: [api]
}

output url string = publicUrl
output redirectUri string = '${publicUrl}/callback'
output vaultName string = vault.name
