targetScope = 'subscription'

import { taskHub } from 'names.bicep'

@minLength(1)
@maxLength(48)
@description('Name of the azd environment; it goes into the resource group name and into every generated name.')
param environmentName string

@minLength(1)
@description('Region of every resource. It must offer Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Resellers to use, comma separated (names.bicep has them all). Each needs its secret in the vault.')
param providers string = ''

@allowed(['azureStorage', 'durableTaskScheduler'])
@description('What keeps orchestrations: the storage account, or a Durable Task Scheduler.')
param durableBackend string = 'azureStorage'

@description('true: storage, Service Bus and Key Vault on private endpoints only; the app leaves through a NAT gateway.')
param privateNetwork bool = false

@description('What the environment was made with: azd hands back the output of its last provision. Empty: it was not made yet.')
param provisionedPrivateNetwork string = ''

@description('Who may set secrets in the vault, read the blobs and mend dead letters; usually the person who runs azd. Empty: nobody.')
param operatorPrincipalId string = ''

@description('Object ids of who may send to the queue, comma separated.')
param messageProducers string = ''

@description('Object ids of who may receive from the topic, comma separated.')
param eventConsumers string = ''

@description('Entra application (client) id that callers need a token for. Empty: function keys only.')
param entraClientId string = ''

@description('Public https origin that resellers call back. Empty: the host name of the app.')
param publicBaseUrl string = ''

@description('Spend per UTC day, in USD, past which new jobs are refused. 0: no limit.')
param dailyBudgetUsd int = 0

@description('Monthly Azure cost of the resource group, in the billing currency, to be warned about. 0: no alert.')
param monthlyAzureBudget int = 0

@description('Mail addresses for alerts, comma separated. Empty: owners hear of cost, nobody of dead letters.')
param alertEmails string = ''

@minValue(1)
@maxValue(1000)
@description('Most instances the app may scale out to.')
param maximumInstances int = 40

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
@description('Redundancy of the storage account. ZRS needs a region with availability zones.')
param storageSku string = 'Standard_ZRS'

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var emails = filter(map(split(alertEmails, ','), address => trim(address)), address => !empty(address))
var producers = filter(map(split(messageProducers, ','), id => trim(id)), id => !empty(id))
var consumers = filter(map(split(eventConsumers, ','), id => trim(id)), id => !empty(id))

// Service Bus does not change between Standard and Premium, and the app's storage would be cut off half-way through.
var isPrivate = empty(provisionedPrivateNetwork) || bool(provisionedPrivateNetwork) == privateNetwork
  ? privateNetwork
  : fail('PRIVATE_NETWORK cannot be changed on an environment that exists: make a new one (azd env new), drain this one, then take it down.')

var useScheduler = durableBackend == 'durableTaskScheduler'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.userAssignedIdentity}${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: '${abbreviations.logAnalytics}${token}'
    componentName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.storage}${token}'
    location: location
    tags: tags
    sku: storageSku
    privateNetwork: isPrivate
  }
}

module serviceBus 'modules/serviceBus.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.serviceBus}${token}'
    location: location
    tags: tags
    privateNetwork: isPrivate
  }
}

module keyVault 'modules/keyVault.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.keyVault}${token}'
    location: location
    tags: tags
    privateNetwork: isPrivate
  }
}

module scheduler 'modules/durableTaskScheduler.bicep' = if (useScheduler) {
  scope: group
  params: {
    name: '${abbreviations.durableTaskScheduler}${token}'
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = if (isPrivate) {
  scope: group
  params: {
    token: token
    abbreviations: abbreviations
    location: location
    tags: tags
    storageName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
    keyVaultName: keyVault.outputs.name
    durableInStorage: !useScheduler
  }
}

module rbac 'modules/rbac.bicep' = {
  scope: group
  params: {
    appPrincipalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    producerPrincipalIds: producers
    consumerPrincipalIds: consumers
    storageName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
    keyVaultName: keyVault.outputs.name
    applicationInsightsName: monitoring.outputs.componentName
    schedulerName: useScheduler ? scheduler!.outputs.name : ''
  }
}

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.functionApp}${token}'
    planName: '${abbreviations.flexPlan}${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'functions' })
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    applicationInsightsName: monitoring.outputs.componentName
    storageName: storage.outputs.name
    serviceBusHost: serviceBus.outputs.host
    keyVaultName: keyVault.outputs.name
    schedulerEndpoint: useScheduler ? scheduler!.outputs.endpoint : ''
    subnetId: isPrivate ? network!.outputs.appSubnetId : ''
    providers: filter(map(split(providers, ','), name => trim(name)), name => !empty(name))
    publicBaseUrl: publicBaseUrl
    dailyBudgetUsd: dailyBudgetUsd
    maximumInstances: maximumInstances
    // Settings that an operator tunes; the file is theirs and wins over what the modules set.
    operatorSettings: loadJsonContent('settings.json')
  }
  // Key Vault references and triggers are resolved when the app starts: the roles come first.
  dependsOn: [rbac]
}

module authentication 'modules/authentication.bicep' = if (!empty(entraClientId)) {
  scope: group
  params: {
    functionAppName: functionApp.outputs.name
    clientId: entraClientId
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(emails)) {
  scope: group
  params: {
    serviceBusName: serviceBus.outputs.name
    emails: emails
    tags: tags
  }
}

module budget 'modules/budget.bicep' = if (monthlyAzureBudget > 0) {
  scope: group
  params: {
    amount: monthlyAzureBudget
    emails: emails
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output PROVISIONED_PRIVATE_NETWORK bool = isPrivate
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output SERVICE_BUS_NAMESPACE string = serviceBus.outputs.host
output SERVICE_FUNCTIONS_NAME string = functionApp.outputs.name
output SERVICE_FUNCTIONS_URL string = functionApp.outputs.url
output DURABLE_TASK_HUB string = taskHub
