using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Telemetry;

/// <summary>Everything that is logged or traced, by anybody in the process at any level, while jobs meet faults.</summary>
[Collection(AloneCollection.Name)]
public sealed class SecretsInLogsTests
{
    private const string Prompt = "Zinnober-Leuchtturm";
    private const string ProviderKey = "sk-provider-0815";
    private const string SigningKey = "callback-signing-0815";
    private const string WebhookKey = "webhook-signing-0815";

    private static readonly string[] s_secrets =
        ["sig=", ProviderKey, SigningKey, WebhookKey, Prompt, $"key={PipelineHost.OperatorKey}", "iVBORw0KGgo"];

    private static readonly string[] s_faults =
    [
        "429 retry_after=30 times=3", "moderation-before", "error-before", "reset-after", "redirect", "no-task-id", "unreadable", "missing-cover",
    ];

    [Fact]
    public async Task Run_with_faults_leaves_no_key_no_signature_and_no_prompt_anywhere()
    {
        var lines = new ConcurrentQueue<string>();
        using var spans = Listen(lines);
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(
            new HostParts(Services: services => services.AddLogging(logging => logging.ClearProviders().AddProvider(new Capture(lines)))),
            [
                .. new[] { "gogogotoken", "seedanceapi", "tokenhub", "tokenlab" }.Select(name => ($"Providers:{name}:ApiKey", ProviderKey)),
                ("Logging:LogLevel:Default", "Trace"),
                ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
                ("Callbacks:PublicBaseUrl", "http://127.0.0.1:9"),
                ("Callbacks:SigningKeys:0", SigningKey),
                ("Webhooks:SigningKeys:0", WebhookKey),
            ]);

        foreach (var fault in s_faults)
        {
            var submitted = await host.SubmitAsync(Request("tokenhub", $"{Prompt} [fault:{fault}]"));
            await host.RunToEndAsync(submitted.Id);
        }

        var plain = await host.SubmitAsync(Request("seedanceapi", Prompt, Pixel.DataUri));
        var done = await host.RunToEndAsync(plain.Id);
        using var content = await host.Http.GetAsync(new Uri($"/api/videos/{done.Id}/content", UriKind.Relative));
        Assert.Contains("sig=", content.Headers.Location!.Query, StringComparison.Ordinal);
        using var forged = await host.PostAsync($"/api/callbacks/seedanceapi/{done.Id}/1?sig=forged", new { task_id = "x" });
        using var bad = await host.PostAsync("/api/videos", $$"""{"prompt": "{{Prompt}}", "durration": 5}""");
        using var resolved = await host.PostAsync($"/api/videos/{done.Id}/resolve", new { action = "abandon" }, ("x-operator-key", PipelineHost.OperatorKey));

        Assert.Contains(lines, line => line.Contains(done.Id, StringComparison.Ordinal));
        var leaks = lines.Where(line => s_secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.True(leaks.Count == 0, string.Join(Environment.NewLine, leaks));
    }

    private static object Request(string provider, string prompt, string? firstFrame = null) => firstFrame is null
        ? new { provider, prompt, duration = 5, resolution = "720p", webhook_url = "http://127.0.0.1:9/hook" }
        : new { provider, prompt, duration = 5, resolution = "720p", first_frame = firstFrame };

    private static ActivityListener Listen(ConcurrentQueue<string> lines)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => lines.Enqueue(Text(span)),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Text(Activity span)
    {
        // The simulator is the other side: what it is sent is for it to see.
        var text = new StringBuilder($"span {span.Source.Name} {span.DisplayName} {span.StatusDescription}");
        foreach (var (key, value) in span.TagObjects)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" {key}: {value}");
        }

        return text.ToString();
    }

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
