param token string
param abbreviations object
param location string
param tags object
param storageName string
param serviceBusName string
param keyVaultName string

@description('true: the task hub is in the storage account, so its queues and tables need endpoints too.')
param durableInStorage bool

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusName
}

resource keyVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

var storageSuffix = environment().suffixes.storage
var endpoints = concat(
  [
    { name: 'blob', target: storage.id, group: 'blob', zone: 'privatelink.blob.${storageSuffix}' }
    { name: 'servicebus', target: serviceBus.id, group: 'namespace', zone: 'privatelink.servicebus.windows.net' }
    { name: 'vault', target: keyVault.id, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
  ],
  durableInStorage
    ? [
        { name: 'queue', target: storage.id, group: 'queue', zone: 'privatelink.queue.${storageSuffix}' }
        { name: 'table', target: storage.id, group: 'table', zone: 'privatelink.table.${storageSuffix}' }
      ]
    : []
)

// The app calls resellers on the internet: a NAT gateway gives it a way out, and one address for their allow lists.
resource address 'Microsoft.Network/publicIPAddresses@2024-07-01' = {
  name: '${abbreviations.publicIp}${token}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2024-07-01' = {
  name: '${abbreviations.natGateway}${token}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIpAddresses: [{ id: address.id }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: '${abbreviations.virtualNetwork}${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    // Inline, because a subnet that is declared apart is dropped and made anew whenever the network is written.
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.0.1.0/24'
          defaultOutboundAccess: false
          natGateway: { id: gateway.id }
          delegations: [
            {
              name: 'flex-consumption'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'private-endpoints'
        properties: {
          addressPrefix: '10.0.2.0/24'
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (endpoint, i) in endpoints: {
    parent: zones[i]
    name: network.name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for endpoint in endpoints: {
    name: '${abbreviations.privateEndpoint}${endpoint.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: '${network.id}/subnets/private-endpoints' }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: endpoint.target
            groupIds: [endpoint.group]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (endpoint, i) in endpoints: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.name
          properties: { privateDnsZoneId: zones[i].id }
        }
      ]
    }
  }
]

output appSubnetId string = '${network.id}/subnets/app'
