using 'main.bicep'

param image = 'contoso.azurecr.io/waymark:0.1.0'
param registryName = 'contoso'
param uiClientId = '7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31'
param adminPrincipals = ['ada@contoso.com']
param databasePassword = readEnvironmentVariable('DATABASE_PASSWORD')
param masterKey = readEnvironmentVariable('WAYMARK_MASTER_KEY')
