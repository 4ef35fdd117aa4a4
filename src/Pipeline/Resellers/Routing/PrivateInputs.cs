using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Resellers.Routing;

/// <summary>
/// Behind private endpoints no provider can fetch from our storage: whoever needs a public URL for an input that lies there (or is
/// to be moved there) is no candidate.
/// </summary>
public static class PrivateInputs
{
    /// <summary>The plan without them, each refused with a reason per input.</summary>
    public static RoutePlan WithoutPublicLinks(this RoutePlan plan, VideoRequest request)
    {
        var refused = plan.Candidates
            .Select(candidate => new Refusal(candidate.Provider, Reasons(candidate.Provider, request)))
            .Where(refusal => refusal.Reasons.Count > 0)
            .ToList();
        return refused.Count == 0
            ? plan
            : new RoutePlan(
                [.. plan.Candidates.Where(candidate => refused.TrueForAll(refusal => refusal.Provider != candidate.Provider))],
                [.. plan.Refusals.Concat(refused).OrderBy(refusal => refusal.Provider, StringComparer.Ordinal)]);
    }

    private static FieldError[] Reasons(string provider, VideoRequest request)
    {
        // An inline image is a blob by the time it travels.
        const string Moved = "blob://inputs/moved";
        var stored = request.Inputs().Where(input => IsStored(input.Value)).ToDictionary(input => input.Key, _ => Moved);
        var travelling = request.WithInputs(stored);
        return
        [
            .. stored.Keys.Where(field => KnownResellers.FormOf(provider, travelling, field, Moved) == InputForm.Url).Select(field => new FieldError(
                field, RequestCodes.InputNotPublic, $"{provider} fetches this input itself, and this installation's storage is private: give a public https URL.")),
        ];
    }

    private static bool IsStored(string value) =>
        BlobReference.IsMeant(value) || value.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
}
