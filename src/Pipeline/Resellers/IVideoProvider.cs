namespace VideoPipeline.Resellers;

/// <summary>One reseller. Four implementations, each in its own folder, with the same parts under the same names.</summary>
public interface IVideoProvider
{
    /// <summary>The name in requests and settings: <c>gogogotoken</c>, <c>tokenlab</c>, <c>tokenhub</c>, <c>seedanceapi</c>.</summary>
    string Name { get; }

    /// <summary>The reseller confirms by <c>callback_url</c>, so that looks may be rare.</summary>
    bool SupportsCallback { get; }

    /// <summary>A failed task is documented as not billed, so that another provider may be tried.</summary>
    bool FailureIsUnbilled { get; }

    /// <summary>
    /// Sends one submit and classifies the answer. Never throws for what the network or the provider does; never sends twice
    /// unless the first send is proved not to have left.
    /// </summary>
    Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken);

    /// <summary>Asks for the state of a task. Safe to repeat.</summary>
    Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken);

    /// <summary>Asks the provider to cancel a task, where it can.</summary>
    Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken);
}

/// <summary>What is submitted: the request with inputs already in the form that the provider wants (URL or data URI).</summary>
/// <param name="SourceTaskId">The provider's own task id of the source job, resolved from ours.</param>
/// <param name="CallbackUrl">Only for providers that support it.</param>
public sealed record ProviderSubmit(Requests.VideoRequest Request, string? SourceTaskId = null, string? CallbackUrl = null);

/// <summary>An upstream task. <paramref name="PollUrl"/> as the provider gave it; the client refuses one on another host.</summary>
public sealed record ProviderTask(string TaskId, string? PollUrl = null);
