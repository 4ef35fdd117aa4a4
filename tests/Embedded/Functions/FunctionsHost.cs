using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions;

namespace Embedded.Tests.Functions;

/// <summary>A whole host in this process: real Kestrel on a free port, a data directory of its own.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly bool ownsFolder;

    private FunctionsHost(IHost host, string folder, bool ownsFolder)
    {
        Host = host;
        Folder = folder;
        this.ownsFolder = ownsFolder;
        Client = new HttpClient { BaseAddress = host.GetBaseAddress(), Timeout = TimeSpan.FromSeconds(30) };
    }

    public IHost Host { get; }

    public HttpClient Client { get; }

    public string Folder { get; }

    public static async Task<FunctionsHost> StartAsync(
        Type[] functions, Action<FunctionsApplicationBuilder>? configure = null, string? folder = null, params string[] args)
    {
        var dataDirectory = folder ?? Directory.CreateTempSubdirectory("functions-host-").FullName;
        if (!File.Exists(Path.Combine(dataDirectory, "host.json")))
        {
            await File.WriteAllTextAsync(
                Path.Combine(dataDirectory, "host.json"), """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""");
        }

        var builder = FunctionsApplication.CreateBuilder(["--urls=http://127.0.0.1:0", $"--contentRoot={dataDirectory}", .. args]);
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.ClearProviders();
        builder.ConfigureEmbeddedHost(options =>
        {
            options.FunctionTypes = functions;
            options.DataDirectory = dataDirectory;
            options.StartAzurite = false;
        });
        configure?.Invoke(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }

        return new FunctionsHost(host, dataDirectory, folder is null);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await ((IAsyncDisposable)Host).DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
