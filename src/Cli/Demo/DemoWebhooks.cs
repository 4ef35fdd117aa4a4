using System.Text.Json;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Demo;

/// <summary>Tells which webhooks the simulator's receiver has got, whether their signatures are good, and which callbacks the app has taken.</summary>
internal sealed class DemoWebhooks(Session session, Uri simulator)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>They are sent after the end of a job, so the last of them are waited for.</summary>
    public async Task TellAsync(IReadOnlyList<DemoResult> results, CancellationToken cancellationToken)
    {
        var ids = results.Select(result => result.Job.Id).ToHashSet();
        var deadline = session.Time.GetUtcNow() + s_patience;
        while (true)
        {
            var got = (await ReadAsync(cancellationToken)).Where(hook => ids.Contains(hook.Subject)).ToList();
            if (got.Select(hook => hook.Subject).Distinct().Count() == ids.Count || session.Time.GetUtcNow() > deadline)
            {
                var kinds = got.DistinctBy(hook => hook.Id).CountBy(hook => hook.Type).Select(kind => $"{kind.Value} {kind.Key}");
                session.Terminal.Line($"Webhooks that the simulator's receiver got: {string.Join(", ", kinds)}; {got.Count(hook => hook.Signed)} of {got.Count} with a good signature ({new Uri(simulator, "admin/webhooks")}).");
                session.Terminal.Line($"Callbacks that the app took from the simulated resellers: {await CallbacksAsync(cancellationToken)}.");
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(0.2), session.Time, cancellationToken);
        }
    }

    private async Task<long> CallbacksAsync(CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await session.Web.GetStringAsync(new Uri(simulator, "admin/stats"), cancellationToken));
        return json.RootElement.GetProperty("dialects").EnumerateObject()
            .Sum(dialect => dialect.Value.GetProperty("counts").GetProperty("callbacks_delivered").GetInt64());
    }

    private async Task<IReadOnlyList<Webhook>> ReadAsync(CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await session.Web.GetStringAsync(new Uri(simulator, "admin/webhooks"), cancellationToken));
        return [.. json.RootElement.EnumerateArray().Select(hook => new Webhook(
            Text(hook, "id"), Text(hook, "type"), Text(hook, "subject"), hook.GetProperty("signed").GetBoolean()))];
    }

    private static string Text(JsonElement hook, string name) => hook.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private sealed record Webhook(string Id, string Type, string Subject, bool Signed);
}
