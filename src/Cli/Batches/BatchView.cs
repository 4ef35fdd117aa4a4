using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Batches;

/// <summary>One look at a batch, drawn: bar, counts by status, rate, spend, ETA, last errors.</summary>
internal sealed record BatchView(Batch Batch, double? PerSecond, TimeSpan? Left, IReadOnlyList<JsonElement> Failures)
{
    private const int MostFailures = 5;

    /// <summary>All in one line, for logs.</summary>
    public string Line => string.Join("  ", new[]
    {
        $"{Batch.Done}/{Batch.Total}",
        string.Join(' ', Counts.Select(count => $"{count.Status}={count.Count}")),
        Rate,
        $"spent {Money.Usd(Batch.BilledUsd)} of {Money.Usd(Batch.QuotedUsd)}",
        Eta,
    }.Where(part => part.Length > 0));

    private IEnumerable<(string Status, int Count)> Counts => (Batch.Counts?.All ?? []).Where(count => count.Count > 0);

    private string Rate => PerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.0}/s") : "";

    private string Eta => Batch.Settled ? "" : Left is { } left ? $"ETA {Format(left)}" : "";

    public IRenderable Draw()
    {
        var bar = new BreakdownChart().Width(60).HideTagValues();
        foreach (var (status, count) in Counts)
        {
            bar.AddItem(status, count, StatusText.ColorOf(status));
        }

        var percent = Batch.Total > 0 ? 100.0 * Batch.Done / Batch.Total : 100;
        var figures = string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %   {Line}");
        return new Panel(new Rows([bar, new Text(figures), .. Failures.TakeLast(MostFailures).Select(Failure)]))
        {
            Header = new PanelHeader(Markup.Escape($" {Batch.Name ?? Batch.Id} · {Batch.Status} ")),
            Expand = false,
        };
    }

    private static Text Failure(JsonElement item) => new($"✗ {FailureText(item)}", new Style(Color.Red));

    public static string FailureText(JsonElement item)
    {
        var name = Member(item, "name") ?? Member(item, "item") ?? Member(item, "line") ?? Member(item, "id") ?? "?";
        var error = item.TryGetProperty("error", out var value) ? value : default;
        return error.ValueKind is JsonValueKind.Object
            ? $"{name}: {string.Join(": ", new[] { Member(error, "code"), Member(error, "message") }.OfType<string>())}"
            : $"{name}: {JsonTable.TextOf(error)}";
    }

    private static string? Member(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? JsonTable.TextOf(value)
            : null;

    private static string Format(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
