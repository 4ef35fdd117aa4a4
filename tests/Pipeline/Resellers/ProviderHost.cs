using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Resellers;

namespace VideoPipeline.Tests.Resellers;

/// <summary>The real registration of the providers over a stub network.</summary>
internal sealed class ProviderHost : IDisposable
{
    private readonly ServiceProvider services;

    public ProviderHost(HttpMessageHandler? network = null, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(ProviderNames.All.Select(name => KeyValuePair.Create($"Providers:{name}:ApiKey", (string?)$"key-of-{name}")))
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<ILoggerProvider>(Log);
        collection.AddLogging();
        if (time is not null)
        {
            collection.AddSingleton(time);
        }

        collection.AddProviders(configuration);
        if (network is not null)
        {
            collection.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
            foreach (var name in ProviderNames.All.SelectMany(n => new[] { $"{n}.submit", $"{n}.look" }))
            {
                collection.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => network);
            }
        }

        services = collection.BuildServiceProvider();
    }

    public RecordingLog Log { get; } = new();

    public ProviderRegistry Registry => services.GetRequiredService<ProviderRegistry>();

    public IServiceProvider Services => services;

    public IVideoProvider this[string name] => Registry.TryGet(name, out var provider) ? provider : throw new KeyNotFoundException(name);

    public void Dispose() => services.Dispose();
}

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    public List<string> Warnings { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Warnings)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>A clock that stands where it is put.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
