using System.Text.RegularExpressions;

namespace VideoPipeline.Benchmarks.Engine;

/// <summary>The requests of an access log, by service and kind.</summary>
internal sealed partial class RequestLog
{
    private readonly Dictionary<string, int> _counts = [];

    public void Add(string service, string? line)
    {
        if (line is null || Request().Match(line) is not { Success: true } match)
        {
            return;
        }

        var path = match.Groups["path"].Value.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kind = $"{service} {match.Groups["method"].Value} {Kind(service, path)}";
        lock (_counts)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        }
    }

    public int Count(string kind)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(kind);
        }
    }

    public Dictionary<string, int> Take()
    {
        lock (_counts)
        {
            var taken = new Dictionary<string, int>(_counts);
            _counts.Clear();
            return taken;
        }
    }

    // The first part is the account; below it stand queues, tables and containers.
    private static string Kind(string service, string[] path) => (service, path) switch
    {
        (_, [] or [_]) => "account",
        ("blob", [_, "pipeline", var folder, ..]) => $"pipeline/{folder}",
        ("blob", [_, var container, ..]) => Numbers().Replace(container, ""),
        ("queue", [_, var queue, ..]) => queue.Contains("control", StringComparison.Ordinal) ? "control queue" : "work-item queue",
        ("table", [_, "$batch"]) => "batch",
        ("table", [_, var table, ..]) => table.Split('(')[0],
        _ => "other",
    };

    [GeneratedRegex("\"(?<method>GET|PUT|POST|DELETE|HEAD|MERGE|PATCH) (?<path>\\S+) HTTP")]
    private static partial Regex Request();

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex Numbers();
}
