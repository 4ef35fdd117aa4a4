using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Http;

/// <summary>No body is read further than its route needs, whatever its sender says of its length.</summary>
public sealed class BodyLimitTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("/api/videos")]
    [InlineData("/api/quotes")]
    [InlineData("/api/batches")]
    public async Task Chunked_body_without_an_end_is_read_up_to_the_limit(string path)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var endless = new EndlessBody();

        var (status, code) = await PostAsync(host, path, new StreamContent(endless));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (status, code));
        Assert.InRange(endless.Sent, 32 * Megabyte, 40 * Megabyte);
    }

    [Theory]
    [InlineData("/api/videos")]
    [InlineData("/api/quotes")]
    [InlineData("/api/batches")]
    public async Task Compressed_body_is_unpacked_up_to_the_same_limit(string path)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($$"""{"prompt":"{{new string('x', 64 * Megabyte)}}"}"""));
        }

        using var content = new ByteArrayContent(packed.ToArray()) { Headers = { { "Content-Encoding", "gzip" } } };
        var (status, code) = await PostAsync(host, path, content);

        Assert.True(packed.Length < Megabyte, $"{packed.Length} bytes");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (status, code));
    }

    // The web server's own limit, and a sender that goes away: both come out of reading the body.
    [Theory]
    [InlineData(413, "body_too_large")]
    [InlineData(400, "unreadable_body")]
    public async Task Body_that_the_web_server_stops_reading_is_no_500(int status, string code)
    {
        await using var world = await PipelineWorld.CreateAsync();
        var parts = new HostParts(Services: services => services.AddSingleton<IStartupFilter>(new BreakingBodies(status)));
        await using var host = await world.StartHostAsync(parts);

        foreach (var (path, type) in ((string, string)[])[
            ("/api/videos", "application/json"), ("/api/quotes", "application/json"), ("/api/batches", "application/json"),
            ("/api/batches", "application/x-ndjson"), ("/api/batches", "text/csv")])
        {
            var answer = await PostAsync(host, path, new StringContent("{\"prompt\":", Encoding.UTF8), type);
            Assert.True(((HttpStatusCode)status, code) == answer, $"{path} {type}: {answer}");
        }
    }

    private static async Task<(HttpStatusCode Status, string? Code)> PostAsync(
        PipelineHost host, string path, HttpContent content, string contentType = "application/json")
    {
        content.Headers.Remove("Content-Type");
        content.Headers.Add("Content-Type", contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        using var response = await host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{response.StatusCode} {text}");
        return (response.StatusCode, JsonElement.Parse(text).GetProperty("code").GetString());
    }

    private sealed class EndlessBody : Stream
    {
        // Where a reader that has no limit of its own is stopped, so that the test fails instead of filling the memory.
        private const long Enough = 200L * Megabyte;

        public long Sent { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Sent > Enough)
            {
                return 0;
            }

            buffer.AsSpan(offset, count).Fill((byte)' ');
            Sent += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class BreakingBodies(int status) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, handle) =>
            {
                context.Request.Body = new BreakingBody(status);
                return handle(context);
            });
            next(app);
        };
    }

    private sealed class BreakingBody(int status) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new BadHttpRequestException("Stopped.", status);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw new BadHttpRequestException("Stopped.", status);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new BadHttpRequestException("Stopped.", status);
    }
}
