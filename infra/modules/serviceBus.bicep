import { messaging } from '../names.bicep'

param name string
param location string
param tags object
param privateNetwork bool

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // Private endpoints exist in Premium only; topics and duplicate detection need Standard.
  sku: privateNetwork ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: messaging.queue
  properties: {
    lockDuration: 'PT1M'
    // Storage or the durable store may be away for minutes; a message that is itself bad is dead-lettered at once, by code.
    maxDeliveryCount: 20
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'P1D'
    defaultMessageTimeToLive: 'P7D'
    deadLetteringOnMessageExpiration: true
  }
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: messaging.topic
  properties: {
    // The event id is the message id: an activity that ran twice publishes once.
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'P1D'
    defaultMessageTimeToLive: 'P14D'
  }
}

resource subscription 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: topic
  name: messaging.subscription
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 20
    defaultMessageTimeToLive: 'P14D'
    // Where nobody reads it, events expire: dead letters would fill the topic and raise the alert for nothing.
    deadLetteringOnMessageExpiration: false
  }
}

output name string = namespace.name
// https://{host}:443/
output host string = split(split(namespace.properties.serviceBusEndpoint, '/')[2], ':')[0]
