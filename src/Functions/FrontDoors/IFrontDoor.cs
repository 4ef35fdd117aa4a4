using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>One reseller's dialect in front of our jobs: what a request means, and how a task and an error read. Pure.</summary>
internal interface IFrontDoor
{
    /// <summary>The reseller, as in settings: <c>FrontDoors__tokenhub__Provider</c>.</summary>
    string Name { get; }

    DoorIds Ids { get; }

    /// <summary>Reads a request; what is wrong with it stands in the body afterwards.</summary>
    DoorRequest Read(DoorBody body);

    /// <summary>The answer to a request that was taken.</summary>
    JsonObject Created(DoorTask task);

    /// <summary>The answer to a question about a task.</summary>
    JsonObject Status(DoorTask task);

    JsonObject Error(DoorRefusal refusal);
}

/// <summary>How a dialect writes the ids of our jobs.</summary>
internal readonly record struct DoorIds(string Prefix, string Suffix = "")
{
    private const string JobPrefix = "vid_";

    public string Of(string jobId) => $"{Prefix}{jobId[JobPrefix.Length..]}{Suffix}";

    /// <summary>The job, or null when this can be no id of one.</summary>
    public string? JobOf(string id) =>
        id.Length > Prefix.Length + Suffix.Length
            && id.StartsWith(Prefix, StringComparison.Ordinal) && id.EndsWith(Suffix, StringComparison.Ordinal)
            && id[Prefix.Length..^Suffix.Length] is var key && key.All(char.IsAsciiHexDigitLower)
            ? JobPrefix + key
            : null;
}
