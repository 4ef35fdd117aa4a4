using VideoPipeline.Providers.Answers;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.TokenHub;

/// <summary>Seed 003 documents <c>error.message</c> of a failed task and no codes; statuses say the rest.</summary>
internal static class TokenHubErrors
{
    public static ErrorTable Table { get; } = new(ProviderNames.TokenHub, new Dictionary<string, string>());

    public static SubmitAnswer Submit(HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses) =>
        Table.Submit(answer, rejectedStatuses, TokenHubWire.ReadAccepted);

    public static LookAnswer Look(HttpAnswer answer) => Table.Look(answer, TokenHubWire.ReadTask);
}
