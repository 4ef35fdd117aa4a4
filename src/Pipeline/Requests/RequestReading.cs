using System.Diagnostics.CodeAnalysis;

namespace VideoPipeline.Requests;

/// <summary>The outcome of reading a request: either the request with its inline images, or the problem.</summary>
public sealed record RequestReading
{
    private RequestReading(VideoRequest? request, IReadOnlyList<InlineInput> inlineInputs, Problem? problem) =>
        (Request, InlineInputs, Problem) = (request, inlineInputs, problem);

    public VideoRequest? Request { get; }

    /// <summary>The images that stand in the request as data URIs; to be moved to blobs before the request is stored.</summary>
    public IReadOnlyList<InlineInput> InlineInputs { get; }

    public Problem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Request))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Request is not null;

    internal static RequestReading Of(VideoRequest request, IReadOnlyList<InlineInput> inlineInputs) =>
        new(request, inlineInputs, null);

    internal static RequestReading Of(Problem problem) => new(null, [], problem);
}
