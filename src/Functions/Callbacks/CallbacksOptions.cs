namespace VideoPipeline.Functions.Callbacks;

/// <summary>Where resellers reach us, and the keys that sign the addresses they get.</summary>
public sealed class CallbacksOptions
{
    public const string SectionName = "Callbacks";

    /// <summary>Public origin of this app. Without one, tasks are only polled.</summary>
    public string? PublicBaseUrl { get; set; }

    /// <summary>The first key signs, all of them verify: put a new one in front, drop the old one when its jobs are over.</summary>
    public IList<string> SigningKeys { get; } = [];
}
