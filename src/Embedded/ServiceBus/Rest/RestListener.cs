using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>The loopback HTTP listener of the broker, with a Kestrel of its own beside the app's.</summary>
internal sealed partial class RestListener(ServiceBusBroker broker, EmbeddedServiceBusOptions options, ILoggerFactory loggerFactory)
    : IHostedService, IAsyncDisposable
{
    // A batch of the largest allowed size in base64, and its properties.
    private const int BodyBytesPerMessageByte = 3;

    private readonly CancellationTokenSource stopping = new();
    private WebApplication? app;

    /// <summary>Where it listens once started; differs from the options when their port is 0.</summary>
    public Uri Address { get; private set; } = options.Endpoint;

    /// <summary>What a client is made with.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://{Address.Authority};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!EmulatorAddress.IsLoopback(options.Endpoint.Host))
        {
            throw new HostStartException(
                $"The embedded Service Bus listens on loopback only, not on '{options.Endpoint.Host}'; a real namespace needs the Azure build.");
        }

        // Empty, so that settings meant for the app (ASPNETCORE_URLS, Kestrel) do not reach this listener.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxMessageBytes * BodyBytesPerMessageByte;
            kestrel.Listen(AddressOf(options.Endpoint.Host), options.Endpoint.Port);
        });
        app = builder.Build();
        var api = new RestApi(broker, loggerFactory.CreateLogger<RestApi>(), stopping.Token);
        app.Run(api.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HostStartException(
                $"The embedded Service Bus cannot listen on {options.Endpoint} (setting ServiceBus): {exception.Message}", exception);
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new Uri(addresses.First());
        LogListening(loggerFactory.CreateLogger<RestListener>(), Address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Receive calls that wait for a message answer at once, rather than hold up the stop.
        await stopping.CancelAsync();
        if (app is not null)
        {
            await app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        stopping.Dispose();
    }

    [LoggerMessage(31, LogLevel.Information, "The embedded Service Bus listens on {Address}")]
    private static partial void LogListening(ILogger logger, Uri address);

    private static IPAddress AddressOf(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback;
}
