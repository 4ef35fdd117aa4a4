using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalHost.ServiceBus.Tests.Wire;

/// <summary>@azure/service-bus, in a process of its own.</summary>
internal sealed class JavaScriptDriver : IServiceBusDriver
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process process;

    public JavaScriptDriver(string connectionString)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "js", "driver.mjs"), connectionString, Root()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
    }

    public Task SendAsync(string entity, bool inOneBatch, params Outgoing[] messages) =>
        AskAsync<JsonNode?>("send", new { entity, inOneBatch, messages });

    public Task<IReadOnlyList<long>> ScheduleAsync(string entity, DateTimeOffset time, params Outgoing[] messages) =>
        AskAsync<IReadOnlyList<long>>("schedule", new { entity, time, messages });

    public Task CancelAsync(string entity, params long[] sequenceNumbers) =>
        AskAsync<JsonNode?>("cancel", new { entity, sequenceNumbers });

    public Task<IReadOnlyList<Incoming>> ReceiveAsync(string source, int count, TimeSpan maxWait, bool deletes = false) =>
        AskAsync<IReadOnlyList<Incoming>>("receive", new { source, count, maxWait = maxWait.TotalMilliseconds, deletes });

    public Task<IReadOnlyList<Incoming>> ReceiveDeferredAsync(string source, params long[] sequenceNumbers) =>
        AskAsync<IReadOnlyList<Incoming>>("receiveDeferred", new { source, sequenceNumbers });

    public Task<IReadOnlyList<Incoming>> PeekAsync(string source, int count, long from = 0) =>
        AskAsync<IReadOnlyList<Incoming>>("peek", new { source, count, from });

    public Task SettleAsync(string source, string how, Incoming message, string? reason = null, string? description = null) =>
        AskAsync<JsonNode?>("settle", new { source, how, message.LockToken, reason, description });

    public Task<DateTimeOffset> RenewAsync(string source, Incoming message) =>
        AskAsync<DateTimeOffset>("renew", new { source, message.LockToken });

    public Task<IReadOnlyList<string>> ProcessAsync(string source, int count) =>
        AskAsync<IReadOnlyList<string>>("process", new { source, count });

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().Soon();
        process.Dispose();
    }

    private async Task<T> AskAsync<T>(string name, object arguments)
    {
        var command = JsonSerializer.SerializeToNode(arguments, Json)!.AsObject();
        command["name"] = name;
        await process.StandardInput.WriteLineAsync(command.ToJsonString());
        await process.StandardInput.FlushAsync();
        var answer = JsonNode.Parse(await process.StandardOutput.ReadLineAsync().Soon() ?? throw new InvalidOperationException("node has ended."))!;
        return answer["error"] is { } error
            ? throw new InvalidOperationException(error.GetValue<string>())
            : answer["result"].Deserialize<T>(Json)!;
    }

    /// <summary>Where package.json stands with what npm installed beside it.</summary>
    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "package.json")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("No package.json above the tests.");
        }

        return directory.FullName;
    }
}

public sealed class JavaScriptConformanceTests : ConformanceTests
{
    private protected override IServiceBusDriver CreateDriver(string connectionString) => new JavaScriptDriver(connectionString);
}
