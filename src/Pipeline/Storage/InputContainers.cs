using System.Text.RegularExpressions;

namespace VideoPipeline.Storage;

/// <summary>The containers that requests may name. Everything else in the account (host keys, task hub, other jobs) is not the caller's.</summary>
public static partial class InputContainers
{
    public static IReadOnlyList<string> Default { get; } = [BlobStore.UploadsContainer, BlobStore.VideosContainer];

    /// <summary>Null when callers may be let into it; else why they may not.</summary>
    public static string? Fault(string container) => container switch
    {
        BlobStore.PipelineContainer => "holds the state of jobs",
        _ when container.StartsWith("azure-webjobs-", StringComparison.Ordinal) => "holds the keys of the host",
        _ when !Pattern().IsMatch(container) => "is no name of a container",
        _ => null,
    };

    [GeneratedRegex("^[a-z0-9](?:-?[a-z0-9]){2,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
