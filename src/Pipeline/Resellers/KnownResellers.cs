using VideoPipeline.Requests;
using VideoPipeline.Resellers.Gogogotoken;
using VideoPipeline.Resellers.SeedanceApi;
using VideoPipeline.Resellers.TokenHub;
using VideoPipeline.Resellers.TokenLab;

namespace VideoPipeline.Resellers;

/// <summary>The resellers of this build. Another one is its definition, its wire and a line here.</summary>
internal static class KnownResellers
{
    /// <summary>In the order in which the price book lists them.</summary>
    public static IReadOnlyList<Reseller> All { get; } =
    [
        TokenHubDefinition.Reseller,
        SeedanceApiDefinition.Reseller,
        TokenLabDefinition.Reseller,
        GogogotokenDefinition.Reseller,
    ];

    public static IReadOnlyList<Reseller> ByName { get; } = [.. All.OrderBy(reseller => reseller.Name, StringComparer.Ordinal)];

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Select(reseller => reseller.Name)];

    public static Reseller? Find(string name) => All.FirstOrDefault(reseller => reseller.Name == name);

    /// <param name="field">A field path as in <see cref="InlineInputs.Inputs"/>, for example <c>first_frame</c>.</param>
    /// <param name="value">The input as it stands in the request: an https URL or a <c>blob://</c> reference.</param>
    public static InputForm FormOf(string name, VideoRequest request, string field, string value) =>
        Find(name)?.FormOf(request, field, value) ?? InputForm.Url;
}
