// The names that code, host.json and infrastructure share. Nothing else under infra/ spells one of them out.

@export()
@description('Blob containers. `videos` holds results only, `pipeline` everything else that the app writes, `uploads` what callers bring.')
var containers = {
  videos: 'videos'
  pipeline: 'pipeline'
  uploads: 'uploads'
  deployment: 'app-package'
}

@export()
@description('Service Bus entities: the queue in, the topic out and its first subscription.')
var messaging = {
  queue: 'video-jobs'
  topic: 'video-events'
  subscription: 'all'
}

@export()
@description('The hub name of host.json, under which either durable backend keeps its state.')
var taskHub = 'VideoPipeline'

@export()
@description('Secrets that provisioning makes up once; rotation happens in the vault.')
var generatedSecrets = {
  callbackSigning: 'callback-signing-key'
  webhookSigning: 'webhook-signing-key'
  operator: 'operator-key'
}

@export()
@description('Resellers and the secret that holds the API key of each. The addresses are the defaults of the code.')
var providerSecrets = {
  gogogotoken: 'provider-gogogotoken'
  seedanceapi: 'provider-seedanceapi'
  tokenhub: 'provider-tokenhub'
  tokenlab: 'provider-tokenlab'
}
