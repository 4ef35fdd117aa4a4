using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Embedded.Functions.Http;

namespace VideoPipeline.Embedded.Functions;

/// <summary>The app with everything around it: functions found, web server, triggers. What `builder.Build()` returns.</summary>
internal sealed class EmbeddedFunctionsHost(WebApplication web, StartFailureReport report) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => web.Services;

    public static EmbeddedFunctionsHost Create(WebApplicationBuilder web, EmbeddedHostOptions options)
    {
        var setup = HostSetup.Read(web, options);
        setup.AddServices(web);

        var app = web.Build();
        setup.MapEndpoints(app);
        return new EmbeddedFunctionsHost(app, new StartFailureReport(setup.IsEntryProgram));
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Services.GetRequiredService<ListenAddresses>().DemandKeyBeyondLoopback(Services.GetRequiredService<EmbeddedHostOptions>());
            await web.StartAsync(cancellationToken);
            Services.GetRequiredService<StartupSummary>().Write(this.GetBaseAddress());
        }
        catch (Exception exception) when (report.Handles(exception))
        {
            // RunAsync goes on to wait for the stop that is already asked for, and Main returns with the exit code set.
            web.Lifetime.StopApplication();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => web.StopAsync(cancellationToken);

    public void Dispose() => ((IDisposable)web).Dispose();

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
