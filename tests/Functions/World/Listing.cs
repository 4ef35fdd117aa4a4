using System.Text.Json;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>What <c>GET /api/videos</c> says, page after page.</summary>
internal static class Listing
{
    public static async Task<Dictionary<string, (JobStatus Status, string? Provider)>> ReadAsync(PipelineHost host, string filter = "")
    {
        var listed = new Dictionary<string, (JobStatus, string?)>();
        var cursor = "";
        do
        {
            using var page = JsonDocument.Parse(await host.Http.GetStringAsync($"/api/videos?limit=500{filter}{cursor}"));
            foreach (var video in page.RootElement.GetProperty("videos").EnumerateArray())
            {
                var provider = video.TryGetProperty("provider", out var name) ? name.GetString() : null;
                listed.Add(video.GetProperty("id").GetString()!, (video.GetProperty("status").Deserialize<JobStatus>(Json.Options), provider));
            }

            cursor = page.RootElement.TryGetProperty("cursor", out var next) && next.GetString() is { } text ? $"&cursor={Uri.EscapeDataString(text)}" : null;
        }
        while (cursor is not null);
        return listed;
    }
}
