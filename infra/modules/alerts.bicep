import { messaging } from '../names.bicep'

param serviceBusName string
param emails string[]
param tags object

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusName
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'video-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'video-ops'
    enabled: true
    emailReceivers: map(emails, address => {
      name: address
      emailAddress: address
      useCommonAlertSchema: true
    })
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'video-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message could not be made a job, or an event found no taker.'
    severity: 2
    enabled: true
    scopes: [serviceBus.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricName: 'DeadletteredMessages'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: [messaging.queue, messaging.topic]
            }
          ]
        }
      ]
    }
    actions: [{ actionGroupId: operators.id }]
  }
}
