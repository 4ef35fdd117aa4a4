import { containers, generatedSecrets, providerSecrets } from '../names.bicep'

param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param applicationInsightsName string
param storageName string
param serviceBusHost string
param keyVaultName string

@description('Empty when orchestrations live in the storage account.')
param schedulerEndpoint string

@description('Empty without a private network.')
param subnetId string

param providers string[]
param publicBaseUrl string
param dailyBudgetUsd int
param maximumInstances int
param operatorSettings object

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var schedulerConnection = ['Endpoint=${schedulerEndpoint}', 'Authentication=ManagedIdentity', 'ClientID=${identityClientId}']
var schedulerSetting = 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
var secretUri = '${vault.properties.vaultUri}secrets/'

var settings = union(
  {
    APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    AZURE_CLIENT_ID: identityClientId
    AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__credential: 'managedidentity'
    ServiceBus__clientId: identityClientId
    ServiceBus__credential: 'managedidentity'
    ServiceBus__fullyQualifiedNamespace: serviceBusHost
    VideoStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
    // Public and private network alike: callbacks come in through the app's own front door.
    Callbacks__PublicBaseUrl: empty(publicBaseUrl) ? 'https://${name}.azurewebsites.net' : publicBaseUrl
    Callbacks__SigningKeys__0: '@Microsoft.KeyVault(SecretUri=${secretUri}${generatedSecrets.callbackSigning})'
    Operator__Key: '@Microsoft.KeyVault(SecretUri=${secretUri}${generatedSecrets.operator})'
    Webhooks__SigningKeys__0: '@Microsoft.KeyVault(SecretUri=${secretUri}${generatedSecrets.webhookSigning})'
  },
  // Read links would lead into the private network: results stream through the app.
  empty(subnetId) ? {} : { Storage__PrivateEndpoints: 'true' },
  dailyBudgetUsd == 0 ? {} : { Budget__DailyUsd: string(dailyBudgetUsd) },
  toObject(
    providers,
    reseller => 'Providers__${reseller}__ApiKey',
    reseller => '@Microsoft.KeyVault(SecretUri=${secretUri}${providerSecrets[reseller]})'
  ),
  empty(schedulerEndpoint)
    ? {
        AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
        AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
      }
    : {
        // Endpoint and identity, no secret. The two overrides replace the provider that host.json names.
        DURABLE_TASK_SCHEDULER_CONNECTION_STRING: join(schedulerConnection, ';')
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: schedulerSetting
      },
  operatorSettings
)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Stays reachable with a private network: resellers call back.
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${containers.deployment}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        // Orchestrations and activities find somebody at home; HTTP, Service Bus and timers are groups of their own and scale to zero.
        alwaysReady: [{ name: 'durable', instanceCount: 1 }]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: map(items(settings), setting => { name: setting.key, value: setting.value })
    }
  }
}

// Publishing goes through Entra ID; the two basic-auth doors stay shut.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
