using VideoPipeline.Providers.Answers;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.Gogogotoken;

/// <summary>Seed 001 documents 402 <c>insufficient_quota</c>; statuses say the rest.</summary>
internal static class GogogotokenErrors
{
    public static ErrorTable Table { get; } = new(ProviderNames.Gogogotoken, new Dictionary<string, string>
    {
        ["insufficient_quota"] = "insufficient_balance",
    });

    public static SubmitAnswer Submit(HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses) =>
        Table.Submit(answer, rejectedStatuses, GogogotokenWire.ReadAccepted);

    public static LookAnswer Look(HttpAnswer answer) => Table.Look(answer, GogogotokenWire.ReadTask);
}
