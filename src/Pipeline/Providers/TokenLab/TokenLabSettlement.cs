using VideoPipeline.Pricing;
using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.TokenLab;

/// <summary>Bills tokens by resolution and video input; what is reserved at create is settled at the end.</summary>
internal static class TokenLabSettlement
{
    public static ReportedUsage? Usage(AnswerBody body) =>
        TaskReader.Usage(body, UsageUnit.Tokens, "completion_tokens", "total_tokens");
}
