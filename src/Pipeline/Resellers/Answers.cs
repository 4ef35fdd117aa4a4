using System.Text.Json.Serialization;
using VideoPipeline.Pricing;

namespace VideoPipeline.Resellers;

/// <summary>Whether the provider took the task, as far as the answer proves it.</summary>
public enum Acceptance
{
    NotAccepted,
    Accepted,
    Unknown,
}

/// <summary>Anything that a provider, or the way to it, said no with.</summary>
/// <param name="Code">Stable and ours, for example <c>insufficient_balance</c>, <c>moderation</c>, <c>timeout</c>.</param>
/// <param name="ProviderCode">Theirs, as documented or seen.</param>
/// <param name="ProviderMessage">Theirs, cut at 512 characters.</param>
/// <param name="RetryAfter">What the provider asked us to wait.</param>
public sealed record ProviderFailure(
    string Provider,
    string Code,
    string Message,
    Acceptance Acceptance,
    bool Retryable = false,
    string? ProviderCode = null,
    string? ProviderMessage = null,
    TimeSpan? RetryAfter = null)
{
    [JsonIgnore]
    public FailureClass Class => FailureClasses.Of(Code);
}

/// <summary>The answer to a submit, in the classes of the submission protocol.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Rejected), "rejected")]
[JsonDerivedType(typeof(NotSent), "not_sent")]
[JsonDerivedType(typeof(Throttled), "throttled")]
[JsonDerivedType(typeof(Ambiguous), "ambiguous")]
public abstract record SubmitAnswer
{
    private SubmitAnswer()
    {
    }

    /// <summary>The provider has the task and may bill it.</summary>
    public sealed record Accepted(string TaskId, string? PollUrl = null, ReportedUsage? Usage = null) : SubmitAnswer;

    /// <summary>The provider said that it does not take the task.</summary>
    public sealed record Rejected(ProviderFailure Failure) : SubmitAnswer;

    /// <summary>The request is proved not to have reached the provider; it may be sent again.</summary>
    public sealed record NotSent(ProviderFailure Failure) : SubmitAnswer;

    /// <summary>429: not taken, to be sent again after a wait.</summary>
    public sealed record Throttled(ProviderFailure Failure) : SubmitAnswer;

    /// <summary>Nobody can tell from this answer. Never sent again.</summary>
    public sealed record Ambiguous(ProviderFailure Failure) : SubmitAnswer;
}

/// <summary>The states that all providers' spellings are read into. <see cref="Unknown"/> is neither success nor failure.</summary>
public enum TaskState
{
    Unknown,
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Expired,
}

/// <summary>A task as its provider describes it now.</summary>
/// <param name="RawState">The provider's own word.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Failure">Set when the state is failed, cancelled or expired, and when it is succeeded without a link.</param>
public sealed record TaskLook(
    TaskState State,
    string RawState,
    int? Progress = null,
    string? VideoUrl = null,
    string? CoverUrl = null,
    ReportedUsage? Usage = null,
    ProviderFailure? Failure = null,
    TaskEcho? Echo = null)
{
    /// <summary>With links that count from the provider's origin made whole.</summary>
    internal TaskLook At(Uri? origin) => this with { VideoUrl = Whole(VideoUrl, origin), CoverUrl = Whole(CoverUrl, origin) };

    private static string? Whole(string? link, Uri? origin) =>
        link is not ['/', ..] ? link : origin is null ? null : new Uri(origin, link).AbsoluteUri;
}

/// <summary>What a provider repeats of the request; the adoption of a task id compares it with ours.</summary>
public sealed record TaskEcho(string? Prompt = null, int? Duration = null, DateTimeOffset? CreatedAt = null, string? Model = null);

/// <summary>The answer to a look.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Seen), "seen")]
[JsonDerivedType(typeof(Missing), "missing")]
[JsonDerivedType(typeof(Unreachable), "unreachable")]
public abstract record LookAnswer
{
    private LookAnswer()
    {
    }

    public sealed record Seen(TaskLook Look) : LookAnswer;

    /// <summary>The provider does not know the task.</summary>
    public sealed record Missing(ProviderFailure Failure) : LookAnswer;

    /// <summary>No usable answer; look again later.</summary>
    public sealed record Unreachable(ProviderFailure Failure) : LookAnswer;
}

/// <summary>The answer to a cancel.</summary>
public enum CancelAnswer
{
    /// <summary>The provider has no way to cancel.</summary>
    Unsupported,

    /// <summary>The provider will not bill the task further; a look shows it cancelled.</summary>
    Cancelled,

    /// <summary>Too late, or refused: the task goes on.</summary>
    Refused,

    /// <summary>No usable answer.</summary>
    Unreachable,
}
