return await VideoPipeline.LocalHost.ServiceBus.BrokerProcess.RunAsync(args, CancellationToken.None);
