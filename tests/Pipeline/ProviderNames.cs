using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Gogogotoken;
using VideoPipeline.Resellers.SeedanceApi;
using VideoPipeline.Resellers.TokenHub;
using VideoPipeline.Resellers.TokenLab;

namespace VideoPipeline.Tests;

/// <summary>The resellers by name, for data of tests.</summary>
internal static class ProviderNames
{
    public const string Gogogotoken = GogogotokenDefinition.Name;

    public const string SeedanceApi = SeedanceApiDefinition.Name;

    public const string TokenHub = TokenHubDefinition.Name;

    public const string TokenLab = TokenLabDefinition.Name;

    public static IReadOnlyList<string> All => KnownResellers.Names;
}
