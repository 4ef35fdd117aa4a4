using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Capabilities;

/// <summary>
/// The one table of what the providers can do. Validation, routing, <c>GET /api/models</c> and docs/capabilities.md are made from it.
/// </summary>
public static class CapabilityTable
{
    public static IReadOnlyList<Capability> Rows { get; } = [.. KnownResellers.ByName.SelectMany(reseller => reseller.Capabilities)];

    public static IReadOnlyList<ProviderTraits> Traits { get; } = [.. KnownResellers.ByName.Select(reseller => reseller.Traits)];

    public static ProviderTraits TraitsOf(string provider) => Traits.First(t => t.Provider == provider);

    public static Capability? Find(string provider, string model, string operation) =>
        Rows.FirstOrDefault(r => r.Provider == provider && r.Model == model && r.Operation == operation);

    /// <summary>The row that the request would use at the provider, or null.</summary>
    public static Capability? Find(string provider, VideoRequest request) => Find(provider, request.Model, request.Operation);

    /// <summary>Every reason why the provider cannot do the request; empty when it can.</summary>
    public static IReadOnlyList<FieldError> Check(string provider, VideoRequest request) =>
        CapabilityCheck.Errors([.. Rows.Where(r => r.Provider == provider)], TraitsOf(provider), request);

    /// <summary>16:9, or what a named provider takes instead: one that goes by the image takes <c>adaptive</c> only.</summary>
    public static string DefaultAspectRatio(string provider, string model, string operation) =>
        Find(provider, model, operation) is { } row && !row.AspectRatios.Contains("16:9") ? row.AspectRatios[0] : "16:9";
}
