param amount int
param emails string[]

@description('A budget starts on the first of a month and keeps its start: only the first deployment uses this.')
param startDate string = utcNow('yyyy-MM-01')

// Alerts only; Azure stops nothing. What the resellers bill is limited by Budget__DailyUsd, in the app.
@onlyIfNotExists()
resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'monthly-${amount}'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        thresholdType: 'Forecasted'
        threshold: 100
        contactEmails: emails
        contactRoles: empty(emails) ? ['Owner'] : []
      }
      warning: {
        enabled: true
        operator: 'GreaterThan'
        thresholdType: 'Actual'
        threshold: 80
        contactEmails: emails
        contactRoles: empty(emails) ? ['Owner'] : []
      }
      reached: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        thresholdType: 'Actual'
        threshold: 100
        contactEmails: emails
        contactRoles: empty(emails) ? ['Owner'] : []
      }
    }
  }
}
