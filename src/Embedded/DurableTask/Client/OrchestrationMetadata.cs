using System.Collections.Immutable;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>A snapshot of an instance; inputs, outputs and failure only when they were asked for.</summary>
public sealed class OrchestrationMetadata
{
    private const int ShownPayload = 50;

    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    public DateTimeOffset CreatedAt { get; init; }

    public DataConverter? DataConverter { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    public string InstanceId { get; }

    public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;

    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    public DateTimeOffset LastUpdatedAt { get; init; }

    public string Name { get; }

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public string? SerializedCustomStatus { get; init; }

    public string? SerializedInput { get; init; }

    public string? SerializedOutput { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    public T? ReadCustomStatusAs<T>() => Converter(nameof(ReadCustomStatusAs)).Deserialize<T>(SerializedCustomStatus);

    public T? ReadInputAs<T>() => Converter(nameof(ReadInputAs)).Deserialize<T>(SerializedInput);

    public T? ReadOutputAs<T>() => Converter(nameof(ReadOutputAs)).Deserialize<T>(SerializedOutput);

    public override string ToString()
    {
        var text = new StringBuilder($"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus},")
            .Append($" CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        if (SerializedInput is not null)
        {
            text.Append($", Input: '{Shorten(SerializedInput)}'");
        }

        if (SerializedOutput is not null)
        {
            text.Append($", Output: '{Shorten(SerializedOutput)}'");
        }

        if (FailureDetails is not null)
        {
            text.Append($", FailureDetails: '{FailureDetails.ErrorType} - {Shorten(FailureDetails.ErrorMessage)}'");
        }

        return text.Append(']').ToString();
    }

    private static string Shorten(string payload) =>
        payload.Length > ShownPayload ? string.Concat(payload.AsSpan(0, ShownPayload), "...") : payload;

    private DataConverter Converter(string method) => DataConverter ?? throw new InvalidOperationException(
        $"{method} needs metadata that was fetched with inputs and outputs.");
}
