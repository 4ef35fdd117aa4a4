using VideoPipeline.Pricing;
using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.TokenHub;

/// <summary>Bills seconds: <c>usage.video_duration</c> is what came out, and the input video is billed beside it.</summary>
internal static class TokenHubSettlement
{
    public static ReportedUsage? Usage(AnswerBody body) => TaskReader.Usage(body, UsageUnit.Seconds, "video_duration");
}
