namespace VideoPipeline.Providers;

/// <summary>The resellers as requests and settings name them.</summary>
public static class ProviderNames
{
    public const string Gogogotoken = "gogogotoken";

    public const string SeedanceApi = "seedanceapi";

    public const string TokenHub = "tokenhub";

    public const string TokenLab = "tokenlab";

    public static IReadOnlyList<string> All { get; } = [Gogogotoken, SeedanceApi, TokenHub, TokenLab];
}
