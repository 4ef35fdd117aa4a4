using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>Storage that has private endpoints only: no link into it is of use to anybody outside.</summary>
public sealed class PrivateStorageTests
{
    private static readonly (string, string) s_private = ("Storage:PrivateEndpoints", "true");

    [Fact]
    public async Task Content_streams_through_the_app_whole_or_in_part()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);
        var job = await RunAsync(host);
        var video = job.Output!.Video!;

        using var whole = await GetAsync(host, job, null);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, "video/mp4"), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType));
        Assert.Equal((video.Bytes, video.Sha256), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.Equal("bytes", Assert.Single(whole.Headers.AcceptRanges));

        using var middle = await GetAsync(host, job, new RangeHeaderValue(10, 19));
        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal($"bytes 10-19/{video.Bytes}", middle.Content.Headers.ContentRange!.ToString());
        Assert.Equal(bytes[10..20], await middle.Content.ReadAsByteArrayAsync());

        using var tail = await GetAsync(host, job, new RangeHeaderValue(null, 7));
        Assert.Equal(bytes[^7..], await tail.Content.ReadAsByteArrayAsync());

        using var rest = await GetAsync(host, job, new RangeHeaderValue(video.Bytes - 3, null));
        Assert.Equal(bytes[^3..], await rest.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Range_beyond_the_end_is_refused_with_the_length()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);
        var job = await RunAsync(host);

        using var beyond = await GetAsync(host, job, new RangeHeaderValue(job.Output!.Video!.Bytes, null));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal($"bytes */{job.Output.Video.Bytes}", beyond.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task Content_that_is_known_is_not_sent_again_and_a_range_of_another_file_is_the_whole()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);
        var job = await RunAsync(host);
        var tag = $"\"{job.Output!.Video!.Sha256}\"";

        using var known = await GetAsync(host, job, null, request => request.Headers.TryAddWithoutValidation("If-None-Match", tag));
        using var other = await GetAsync(
            host, job, new RangeHeaderValue(10, 19), request => request.Headers.TryAddWithoutValidation("If-Range", "\"other\""));
        using var same = await GetAsync(
            host, job, new RangeHeaderValue(10, 19), request => request.Headers.TryAddWithoutValidation("If-Range", tag));

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
    }

    [Fact]
    public async Task Content_that_was_deleted_is_a_problem_and_no_server_error()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);
        var job = await RunAsync(host);
        var (container, name) = (job.Output!.Video!.Blob.Split('/')[0], job.Output.Video.Blob.Split('/', 2)[1]);
        await world.Blobs.GetBlobContainerClient(container).GetBlobClient(name).DeleteIfExistsAsync();

        using var gone = await GetAsync(host, job, null);

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("content_gone", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Pixel.DataUri)]
    [InlineData("blob://uploads/lamp.png")]
    public async Task Provider_that_fetches_its_inputs_is_refused_at_the_door(string input)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);

        using var response = await host.PostAsync("/api/videos", Request("tokenhub", input));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("unsupported_by_provider", problem.GetProperty("code").GetString());
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(("first_frame", "input_not_public"), (error.GetProperty("field").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(0, await world.Simulator.ReceivedAsync("A lamp"));
    }

    [Theory]
    [InlineData("gogogotoken", Pixel.DataUri)]
    [InlineData("tokenhub", "https://example.com/lamp.png")]
    public async Task Provider_that_gets_bytes_or_a_public_url_is_not(string provider, string input)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);

        using var response = await host.PostAsync("/api/videos", Request(provider, input));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Quotes_leave_out_who_cannot_reach_an_input()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(s_private);

        using var response = await host.PostAsync("/api/quotes", Request("auto", Pixel.DataUri));

        var quotes = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("gogogotoken", Assert.Single(quotes.GetProperty("offers").EnumerateArray()).GetProperty("provider").GetString());
    }

    private static object Request(string provider, string firstFrame) =>
        new { provider, prompt = "A lamp", duration = 5, resolution = "720p", first_frame = firstFrame };

    private static async Task<JobDocument> RunAsync(PipelineHost host)
    {
        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        return await host.RunToEndAsync(submitted.Id);
    }

    private static async Task<HttpResponseMessage> GetAsync(
        PipelineHost host, JobDocument job, RangeHeaderValue? range, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/videos/{job.Id}/content");
        request.Headers.Range = range;
        change?.Invoke(request);
        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
