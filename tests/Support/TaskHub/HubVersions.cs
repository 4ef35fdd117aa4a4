namespace VideoPipeline.Support.TaskHub;

/// <summary>Which versions of orchestrations a hub runs, as <c>host.json</c> says it for the extension.</summary>
/// <param name="Default">What a start without a version gets.</param>
/// <param name="Match">Others fail.</param>
public sealed record HubVersions(string Default, HubVersionMatch Match)
{
    internal static readonly HubVersions Any = new("", HubVersionMatch.None);

    internal bool Takes(string? version) => Match switch
    {
        HubVersionMatch.Strict => Default.Equals(version ?? "", StringComparison.OrdinalIgnoreCase),
        HubVersionMatch.CurrentOrOlder => Compare(version ?? "", Default) <= 0,
        _ => true,
    };

    private static int Compare(string left, string right) =>
        Version.TryParse(left, out var one) && Version.TryParse(right, out var other)
            ? one.CompareTo(other)
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
}

public enum HubVersionMatch
{
    None,
    Strict,
    CurrentOrOlder,
}
