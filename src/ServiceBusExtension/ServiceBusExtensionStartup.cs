using Grpc.Net.Client;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.LocalHost.ServiceBus.Trigger.Grpc;

[assembly: WorkerExtensionStartup(typeof(ServiceBusExtensionStartup))]

namespace Microsoft.Azure.Functions.Worker;

public sealed class ServiceBusExtensionStartup : WorkerExtensionStartup
{
    private const string HostEndpoint = "Functions:Worker:HostEndpoint";

    public override void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder)
    {
        ArgumentNullException.ThrowIfNull(applicationBuilder);
        applicationBuilder.Services.AddSingleton(static services => new Settlement.SettlementClient(GrpcChannel.ForAddress(
            services.GetRequiredService<IConfiguration>()[HostEndpoint]
            ?? throw new InvalidOperationException($"The host has not said where it is: the setting {HostEndpoint} is missing."))));
    }
}
