using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>A request of a dialect as one of ours, with the dialect's names for our fields.</summary>
internal sealed class DoorRequest
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public JsonObject Order { get; } = [];

    public string? CallbackUrl { get; set; }

    /// <summary>Continues the video of this job of ours.</summary>
    public string? SourceJob { get; set; }

    /// <summary>Sets a field of ours; null leaves it out.</summary>
    /// <param name="theirs">The field of the dialect that it comes from, for refusals.</param>
    public DoorRequest Set(string ours, JsonNode? value, string theirs)
    {
        _names[ours] = theirs;
        if (value is not null)
        {
            Order[ours] = value;
        }

        return this;
    }

    public DoorRequest SetList(string ours, IReadOnlyCollection<string> values, string theirs) =>
        Set(ours, values.Count == 0 ? null : new JsonArray([.. values.Select(value => JsonValue.Create(value))]), theirs);

    /// <summary>Reference videos with what is known of their lengths.</summary>
    public DoorRequest SetVideos(IReadOnlyList<string> urls, IReadOnlyList<decimal> seconds, string theirs) =>
        Set(
            "reference_videos",
            urls.Count == 0 ? null : new JsonArray([.. urls.Select((url, i) => seconds.Count == urls.Count
                ? (JsonNode)new JsonObject { ["url"] = url, ["duration"] = seconds[i] }
                : JsonValue.Create(url))]),
            theirs);

    /// <summary>The dialect's name for a field of ours (<c>reference_videos[1].url</c>); null for what the dialect does not know.</summary>
    public string? NameOf(string ours) => _names.GetValueOrDefault(ours.Split('[', '.')[0]);
}
