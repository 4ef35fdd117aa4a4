// App Service authentication: callers bring a Microsoft Entra token before the app sees them.

param functionAppName string

@description('Application (client) id of the registration that stands for this API.')
param clientId string

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource authentication 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      // Resellers have no token, their URL is signed; health says nothing; the dashboard's page is empty without the API; the
      // resellers' own dialects are spoken with keys of ours in the very header that a token would stand in.
      excludedPaths: [
        '/api/callbacks/*'
        '/api/health'
        '/api/v1/videos/*'
        '/dashboard'
        '/dashboard/*'
        '/v1/*'
        '/v2/*'
      ]
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [clientId, 'api://${clientId}']
        }
      }
    }
    login: {
      tokenStore: { enabled: false }
    }
  }
}
