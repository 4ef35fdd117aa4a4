using VideoPipeline.Pricing;
using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.SeedanceApi;

/// <summary>Bills credits, taken when the task is created; it documents no refund for a failed one.</summary>
internal static class SeedanceApiSettlement
{
    public static ReportedUsage? Usage(AnswerBody body) =>
        AnswerBody.NumberOf(body.Member("consumed_credits")) is { } credits and >= 0 ? new ReportedUsage(UsageUnit.Credits, credits) : null;
}
