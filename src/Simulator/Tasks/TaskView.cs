using System.Text.Json.Serialization;

namespace VideoPipeline.Simulator.Tasks;

[JsonConverter(typeof(JsonStringEnumConverter<TaskPhase>))]
internal enum TaskPhase
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Expired,
}

internal sealed record TaskFailure(string Code, string Message);

/// <summary>What a task looks like at one moment.</summary>
/// <param name="Bill">What the reseller reports as billed; absent where it reports nothing.</param>
/// <param name="StatusText">A status of no known meaning that stands in for the true one.</param>
/// <param name="ResultShape">Where the result URL goes; absent means where the dialect documents it.</param>
internal sealed record TaskView(
    TaskPhase Phase,
    int Progress,
    DateTimeOffset? CompletedAt = null,
    TaskFailure? Failure = null,
    Bill? Bill = null,
    string? VideoUrl = null,
    string? CoverUrl = null,
    string? StatusText = null,
    string? ResultShape = null)
{
    public bool IsFinal => Phase > TaskPhase.Running;
}
