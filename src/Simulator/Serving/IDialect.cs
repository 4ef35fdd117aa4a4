using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Serving;

/// <summary>One reseller's side of the wire: what it takes, what it answers, what it charges.</summary>
internal interface IDialect
{
    string Name { get; }

    /// <summary>False where a failed task is billed all the same.</summary>
    bool RefundsFailures => true;

    /// <summary>Reads a request body; the order, or the first thing that is wrong with it.</summary>
    Reading Read(JsonElement body);

    string NewTaskId(VideoOrder order, Guid id);

    JsonObject Created(VideoTask task);

    JsonObject Status(VideoTask task, TaskView view);

    JsonObject Error(Refusal refusal);

    /// <summary>The object, inside a status body, that carries the result.</summary>
    JsonObject ResultHolder(JsonObject status) => status;

    void Map(IEndpointRouteBuilder routes, DialectEndpoints endpoints);
}

/// <summary>Why a call is refused, in terms that each dialect puts into its own words.</summary>
/// <param name="Field">The request field that is wrong, when it is one.</param>
/// <param name="Code">The dialect's own code, where kind and field do not tell it.</param>
internal sealed record Refusal(int Status, RefusalKind Kind, string Message, string? Field = null, string? Code = null)
{
    public static Refusal Invalid(string field, string message, string? code = null) =>
        new(400, RefusalKind.InvalidField, message, field, code);
}

internal enum RefusalKind
{
    InvalidField,
    UnreadableBody,
    InvalidKey,
    InsufficientBalance,
    TaskNotFound,
    TaskNotCancellable,
    CancelNotSupported,
    RateLimited,
    Moderation,
    ServerError,
    UnknownFault,
}

/// <summary>Either an order or a refusal.</summary>
internal readonly record struct Reading(VideoOrder? Order, Refusal? Refusal)
{
    public static implicit operator Reading(VideoOrder order) => new(order, null);

    public static implicit operator Reading(Refusal refusal) => new(null, refusal);
}
