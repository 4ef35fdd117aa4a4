using VideoPipeline.Pricing;
using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.Gogogotoken;

/// <summary>Bills tokens: <c>usage.completion_tokens</c> is what the reseller settles by.</summary>
internal static class GogogotokenSettlement
{
    public static ReportedUsage? Usage(AnswerBody body) =>
        TaskReader.Usage(body, UsageUnit.Tokens, "completion_tokens", "total_tokens");
}
