import { generatedSecrets } from '../names.bicep'

param name string
param location string
param tags object
param privateNetwork bool

// Two random GUIDs without dashes: 64 characters (webhook keys may not have more), 244 random bits. Used once, see below.
@secure()
param callbackSigningKey string = '${replace(newGuid(), '-', '')}${replace(newGuid(), '-', '')}'

@secure()
param webhookSigningKey string = '${replace(newGuid(), '-', '')}${replace(newGuid(), '-', '')}'

@secure()
param operatorKey string = '${replace(newGuid(), '-', '')}${replace(newGuid(), '-', '')}'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
    }
  }
}

// Made up once and never again: a later deployment must not invalidate the callback URLs of jobs under way.
@onlyIfNotExists()
resource callbackSigning 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: generatedSecrets.callbackSigning
  properties: { value: callbackSigningKey }
}

@onlyIfNotExists()
resource webhookSigning 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: generatedSecrets.webhookSigning
  properties: { value: 'whsec_${base64(webhookSigningKey)}' }
}

@onlyIfNotExists()
resource operator 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: generatedSecrets.operator
  properties: { value: operatorKey }
}

output name string = vault.name
