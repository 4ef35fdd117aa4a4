using System.Text.Json;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Overview;

/// <summary>States as the API spells them, where they are names of members.</summary>
internal static class StatusNames
{
    public static string Of(JobStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
