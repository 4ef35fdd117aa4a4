using System.Net;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Jobs;
using VideoPipeline.Support;

namespace VideoPipeline.EndToEnd.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task Job_runs_over_real_http_into_real_blobs()
    {
        await using var stack = await Stack.StartAsync();

        var submitted = await stack.SubmitAsync("A walnut desk lamp", key: "order-1");
        var job = await stack.EndOfAsync(submitted.Id);
        var again = await stack.SubmitAsync("A walnut desk lamp", key: "order-1");

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(job.Id, again.Id);
        Assert.Equal(1, await stack.SubmissionsAsync("walnut"));
        using var content = await stack.App.Http.GetAsync($"/api/videos/{job.Id}/content");
        var bytes = await content.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, content.StatusCode);
        Assert.Equal(job.Output!.Video!.Bytes, bytes.Length);
        BlobProperties stored = await stack.Blobs.GetBlobContainerClient("videos").GetBlobClient($"{job.Id}/video.mp4").GetPropertiesAsync();
        Assert.Equal(job.Output.Video.Sha256, stored.Metadata["sha256"]);
    }

    [Fact]
    public async Task Second_process_on_the_same_data_is_refused_with_one_clear_line()
    {
        await using var stack = await Stack.StartAsync();
        var settings = stack.Settings();
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}";
        var lines = new List<string>();

        using var second = AppProcess.Launch(settings, line =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        });
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, second.ExitCode);
        var line = Assert.Single(lines, line => line.Length > 0);
        Assert.Contains(settings[Stack.DataDirectory], line, StringComparison.Ordinal);
    }
}
