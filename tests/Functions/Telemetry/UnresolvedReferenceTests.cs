using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Webhooks;
using VideoPipeline.Resellers;

namespace VideoPipeline.Functions.Tests.Telemetry;

/// <summary>A Key Vault reference that the platform could not resolve is no key, and the log says so once.</summary>
public sealed class UnresolvedReferenceTests
{
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/key)";

    [Fact]
    public async Task Unresolved_references_count_as_no_keys_and_are_logged_once_each()
    {
        var lines = new ConcurrentQueue<string>();
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(
            new HostParts(Services: services => services.AddLogging(logging => logging
                .AddProvider(new Warnings(lines)).AddFilter<Warnings>("VideoPipeline", LogLevel.Warning))),
            ("Providers:tokenhub:ApiKey", Reference),
            ("Operator:Key", Reference),
            ("Callbacks:PublicBaseUrl", "https://videos.example"),
            ("Callbacks:SigningKeys:0", Reference),
            ("Webhooks:SigningKeys:0", Reference),
            ("Webhooks:SigningKeys:1", "resolved"));

        using var video = await host.PostAsync("/api/videos", new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        using var answer = await host.PostAsync("/api/videos/vid_1/resolve", new { action = "abandon" }, ("x-operator-key", Reference));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, video.StatusCode);
        Assert.Contains("provider_not_configured", await video.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("operator_key_not_configured", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(host.Services.GetRequiredService<ProviderRegistry>().TryGet("tokenhub", out _));
        Assert.False(host.Services.GetRequiredService<CallbackUrls>().AreConfigured);
        Assert.Equal(["resolved"], host.Services.GetRequiredService<IOptions<WebhooksOptions>>().Value.SigningKeys);
        string[] settings = ["Callbacks__SigningKeys__0", "Operator__Key", "Providers__tokenhub__ApiKey", "Webhooks__SigningKeys__0"];
        Assert.Equal(
            settings.Select(setting => $"2401 The Key Vault reference in {setting} is not resolved; the setting counts as not set."),
            lines.Where(line => line.StartsWith("2401", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "app.azurewebsites.net", "key", "https://app.azurewebsites.net")]
    [InlineData("https://videos.example", "app.azurewebsites.net", "key", "https://videos.example")]
    [InlineData(null, "app.azurewebsites.net", null, null)]
    [InlineData(null, "app.azurewebsites.net", Reference, null)]
    [InlineData(null, "localhost:7071", "key", null)]
    [InlineData(null, null, "key", null)]
    public void Callbacks_come_to_the_host_name_of_the_app_unless_told_otherwise(string? given, string? hostName, string? key, string? expected)
    {
        var options = new CallbacksOptions { PublicBaseUrl = given };
        if (key is not null)
        {
            options.SigningKeys.Add(key);
        }

        options.Complete(hostName);

        Assert.Equal(expected, options.PublicBaseUrl);
    }

    private sealed class Warnings(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
