using System.Text.RegularExpressions;

namespace VideoPipeline.Functions.Videos;

/// <summary>What a job id may look like; anything else cannot be one of ours and is never made part of a blob name.</summary>
internal static partial class JobIds
{
    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,120}\\z")]
    private static partial Regex Pattern();
}
