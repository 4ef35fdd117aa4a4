using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class AssetDownloadTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] s_asset = RandomNumberGenerator.GetBytes(300_000);

    private readonly MemoryStream _received = new();

    public void Dispose() => _received.Dispose();

    [Fact]
    public async Task Download_hands_on_the_whole_asset_and_sends_no_credentials()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_asset));

        var result = await ReadAsync(AssetDownloads.Local(), server.Url("/a/video.mp4?sig=secret"));

        Assert.Equal(DownloadResult.Complete(s_asset.Length, "video/mp4"), result);
        Assert.Equal(s_asset, _received.ToArray());
        var request = Assert.Single(server.Requests);
        Assert.Equal("/a/video.mp4?sig=secret", request.Path);
        Assert.DoesNotContain(request.Headers, name => name is "Authorization" or "Cookie" or "X-Api-Key" or "Referer" or "Range");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(5, null)]
    [InlineData(6, "too_many_redirects")]
    [InlineData(20, "too_many_redirects")]
    public async Task Download_follows_a_few_redirects(int redirects, string? code)
    {
        await using var server = await AssetServer.StartAsync(context =>
        {
            var hop = int.Parse(context.Request.Path.Value![1..], provider: null);
            if (hop == redirects)
            {
                return AssetServer.SendAsync(context, s_asset);
            }

            // All the statuses that redirect, relative and absolute.
            context.Response.StatusCode = (int[])[301, 302, 303, 307, 308] is var all ? all[hop % all.Length] : 0;
            context.Response.Headers.Location = hop % 2 == 0 ? $"/{hop + 1}" : $"http://{context.Request.Host}/{hop + 1}";
            return Task.CompletedTask;
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url("/0"));

        Assert.Equal(code, result.Code);
        Assert.Equal(code is not null, result.Permanent);
        Assert.Equal(code is null ? s_asset.Length : 0, _received.Length);
        Assert.InRange(server.Requests.Count, 1, 6);
        Assert.All(server.Requests, request => Assert.DoesNotContain("Authorization", request.Headers));
    }

    public static TheoryData<string> ForbiddenUrls => new(
        "http://example.com/v.mp4",
        "ftp://example.com/v.mp4",
        "file:///etc/passwd",
        "gopher://example.com/",
        "data:video/mp4;base64,AAAA",
        "https://user:secret@example.com/v.mp4",
        "https://user@example.com/v.mp4",
        "https://127.0.0.1/v.mp4",
        "https://127.1/v.mp4",
        "https://2130706433/v.mp4",
        "https://0x7f000001/v.mp4",
        "https://0177.0.0.1/v.mp4",
        "https://localhost/v.mp4",
        "https://[::1]/v.mp4",
        "https://[::]/v.mp4",
        "https://0.0.0.0/v.mp4",
        "https://10.1.2.3/v.mp4",
        "https://172.16.0.1/v.mp4",
        "https://192.168.0.10/v.mp4",
        "https://100.64.1.1/v.mp4",
        "https://169.254.169.254/metadata/instance",
        "https://168.63.129.16/machine",
        "https://[fe80::1]/v.mp4",
        "https://[fd00::1]/v.mp4",
        "https://[::ffff:127.0.0.1]/v.mp4",
        "https://[::ffff:169.254.169.254]/v.mp4",
        "https://[64:ff9b::a00:1]/v.mp4",
        "https://[2002:a00:1::]/v.mp4",
        "https://224.0.0.1/v.mp4",
        "https://255.255.255.255/v.mp4");

    [Theory]
    [MemberData(nameof(ForbiddenUrls))]
    public async Task Download_refuses_a_url_that_leads_inside(string url)
    {
        var result = await ReadAsync(AssetDownloads.Create([]), url);

        Assert.Equal(DownloadResult.Refused("forbidden_address"), result);
        Assert.Equal(0, _received.Length);
    }

    [Theory]
    [MemberData(nameof(ForbiddenUrls))]
    public async Task Download_refuses_a_redirect_that_leads_inside(string url)
    {
        var hops = 0;
        var download = AssetDownloads.Create([], request =>
        {
            if (request.RequestUri!.Host != "cdn.example.com")
            {
                return null;
            }

            hops++;
            var answer = new HttpResponseMessage(HttpStatusCode.Found);
            answer.Headers.TryAddWithoutValidation("Location", hops == 1 ? "/again" : url);
            return answer;
        });

        var result = await ReadAsync(download, "https://cdn.example.com/v.mp4");

        Assert.Equal(DownloadResult.Refused("forbidden_address"), result);
        Assert.Equal(2, hops);
    }

    [Fact]
    public async Task Download_never_connects_to_a_host_inside()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_asset));
        foreach (var host in (string[])["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
        {
            var result = await ReadAsync(AssetDownloads.Create([]), $"https://{host}:{server.Address.Port}/v.mp4");

            Assert.Equal("forbidden_address", result.Code);
        }

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("video.mp4")]
    [InlineData("https://")]
    [InlineData("//example.com/v.mp4")]
    public async Task Download_refuses_what_is_no_url(string url)
    {
        var result = await ReadAsync(AssetDownloads.Create([]), url);

        Assert.Contains(result.Code, (string[])["invalid_url", "forbidden_address"]);
        Assert.True(result.Permanent);
    }

    [Fact]
    public async Task Download_goes_on_where_the_connection_broke()
    {
        int[] cuts = [100_000, 1, 120_000];
        var answers = 0;
        await using var server = await AssetServer.StartAsync(context =>
        {
            var number = answers++;
            return AssetServer.SendAsync(context, s_asset, cutAfter: number < cuts.Length ? cuts[number] : null);
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.Equal(DownloadResult.Complete(s_asset.Length, "video/mp4"), result);
        Assert.Equal(s_asset, _received.ToArray());
        Assert.Equal(["", "bytes=100000-", "bytes=100001-", "bytes=220001-"], server.Requests.Select(request => request.Range));
        Assert.Equal(["", "\"v1\"", "\"v1\"", "\"v1\""], server.Requests.Select(request => request.IfRange));
    }

    [Fact]
    public async Task Download_asks_a_redirecting_host_again_when_it_resumes()
    {
        var answers = 0;
        await using var server = await AssetServer.StartAsync(context =>
        {
            if (context.Request.Path == "/start")
            {
                context.Response.Redirect("/end");
                return Task.CompletedTask;
            }

            return AssetServer.SendAsync(context, s_asset, cutAfter: answers++ == 0 ? 50_000 : null);
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url("/start"));

        Assert.Null(result.Code);
        Assert.Equal(s_asset, _received.ToArray());
        Assert.Equal(["/start", "/end", "/start", "/end"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Download_does_not_splice_two_versions()
    {
        var answers = 0;
        await using var server = await AssetServer.StartAsync(context => answers++ == 0
            ? AssetServer.SendAsync(context, s_asset, "\"v1\"", cutAfter: 1000)
            : AssetServer.SendAsync(context, s_asset, "\"v2\""));

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.Equal(DownloadResult.Failed("not_resumable"), result);
        Assert.Equal(1000, _received.Length);
    }

    [Theory]
    [InlineData("\"v2\"", 300_000, 1000)]
    [InlineData("\"v1\"", 300_001, 1000)]
    [InlineData("\"v1\"", 300_000, 999)]
    [InlineData("\"v1\"", 300_000, 0)]
    public async Task Download_does_not_go_on_in_another_body(string version, int length, int from)
    {
        var answers = 0;
        await using var server = await AssetServer.StartAsync(async context =>
        {
            if (answers++ == 0)
            {
                await AssetServer.SendAsync(context, s_asset, cutAfter: 1000);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ETag = version;
            context.Response.Headers.ContentRange = $"bytes {from}-{length - 1}/{length}";
            await context.Response.Body.WriteAsync(new byte[length - from], context.RequestAborted);
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.Equal(DownloadResult.Failed("not_resumable"), result);
        Assert.Equal(1000, _received.Length);
    }

    [Fact]
    public async Task Download_resumes_without_a_version_by_length_alone()
    {
        var answers = 0;
        await using var server = await AssetServer.StartAsync(
            context => AssetServer.SendAsync(context, s_asset, version: null, cutAfter: answers++ == 0 ? 1000 : null));

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.Null(result.Code);
        Assert.Equal(s_asset, _received.ToArray());
        Assert.Equal(["", ""], server.Requests.Select(request => request.IfRange));
    }

    [Fact]
    public async Task Download_gives_up_on_a_host_that_keeps_breaking()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_asset, cutAfter: 10));

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.Equal(DownloadResult.Failed("unreachable"), result);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Download_gives_up_when_nobody_listens()
    {
        string url;
        await using (var server = await AssetServer.StartAsync(_ => Task.CompletedTask))
        {
            url = server.Url();
        }

        Assert.Equal(DownloadResult.Failed("unreachable"), await ReadAsync(AssetDownloads.Local(), url));
    }

    [Fact]
    public async Task Download_notices_that_the_body_is_shorter_than_it_said()
    {
        await using var server = await AssetServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 5000;
            await context.Response.Body.WriteAsync(s_asset.AsMemory(0, 4000), context.RequestAborted);
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.NotNull(result.Code);
        Assert.False(result.Permanent);
    }

    [Fact]
    public async Task Download_notices_that_a_body_of_unknown_length_was_cut()
    {
        await using var server = await AssetServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(s_asset.AsMemory(0, 4000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.NotNull(result.Code);
        Assert.False(result.Permanent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Download_stops_at_the_size_cap(bool lengthIsKnown)
    {
        await using var server = await AssetServer.StartAsync(async context =>
        {
            context.Response.ContentLength = lengthIsKnown ? s_asset.Length : null;
            await context.Response.Body.WriteAsync(s_asset, context.RequestAborted);
        });

        var result = await ReadAsync(AssetDownloads.Local(("MaxBytes", "299999")), server.Url());

        Assert.Equal(DownloadResult.Refused("too_large"), result);
        Assert.InRange(_received.Length, 0, 299_999);
    }

    [Fact]
    public async Task Download_takes_what_just_fits()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_asset));

        var result = await ReadAsync(AssetDownloads.Local(("MaxBytes", "300000")), server.Url());

        Assert.Null(result.Code);
    }

    [Theory]
    [InlineData(401, "expired_url")]
    [InlineData(403, "expired_url")]
    [InlineData(404, "expired_url")]
    [InlineData(410, "expired_url")]
    [InlineData(204, "asset_host_error")]
    [InlineData(302, "asset_host_error")]
    [InlineData(304, "asset_host_error")]
    [InlineData(400, "asset_host_error")]
    [InlineData(416, "asset_host_error")]
    [InlineData(429, "asset_host_error")]
    [InlineData(500, "asset_host_error")]
    [InlineData(502, "asset_host_error")]
    [InlineData(503, "asset_host_error")]
    public async Task Download_says_what_the_host_answered(int status, string code)
    {
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        // A fresh URL, or a host that has recovered, may do better.
        Assert.Equal(DownloadResult.Failed(code), result);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("http://[bad")]
    [InlineData("//[bad")]
    [InlineData("http://exa mple:99999999/")]
    public async Task Download_survives_a_redirect_that_is_no_url(string location)
    {
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        var result = await ReadAsync(AssetDownloads.Local(), server.Url());

        Assert.NotNull(result.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_breaks_off_a_host_that_falls_silent(bool beforeTheHeaders)
    {
        var answers = 0;
        await using var server = await AssetServer.StartAsync(async context =>
        {
            if (answers++ > 0)
            {
                await AssetServer.SendAsync(context, s_asset);
                return;
            }

            if (!beforeTheHeaders)
            {
                context.Response.ContentLength = s_asset.Length;
                context.Response.Headers.ETag = "\"v1\"";
                context.Response.ContentType = "video/mp4";
                await context.Response.Body.WriteAsync(s_asset.AsMemory(0, 5000), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            var silence = new TaskCompletionSource();
            await using var end = context.RequestAborted.Register(silence.SetResult);
            await silence.Task;
        });

        var result = await ReadAsync(AssetDownloads.Local(("StallTimeout", "00:00:00.5")), server.Url());

        Assert.Equal(DownloadResult.Complete(s_asset.Length, "video/mp4"), result);
        Assert.Equal(s_asset, _received.ToArray());
        Assert.Equal(["", beforeTheHeaders ? "" : "bytes=5000-"], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Download_has_an_end_also_where_a_host_never_falls_silent()
    {
        await using var server = await AssetServer.StartAsync(async context =>
        {
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await beat.WaitForNextTickAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(s_asset.AsMemory(0, 1), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });

        var result = await ReadAsync(AssetDownloads.Local(("CopyTimeout", "00:00:01")), server.Url());

        Assert.Equal(("too_slow", false), (result.Code, result.Permanent));
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Download_hands_out_what_the_sink_throws(Type kind)
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_asset));

        await Assert.ThrowsAsync(kind, () => AssetDownloads.Local().ReadAsync(
            server.Url(), (_, _) => throw (Exception)Activator.CreateInstance(kind)!, CancellationToken.None).WaitAsync(s_patience));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Download_ends_when_the_caller_cancels()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await AssetServer.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            var silence = new TaskCompletionSource();
            await using var end = context.RequestAborted.Register(silence.SetResult);
            await silence.Task;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AssetDownloads.Local().ReadAsync(
            server.Url(), (_, _) => ValueTask.CompletedTask, cancel.Token).WaitAsync(s_patience));
    }

    private Task<DownloadResult> ReadAsync(AssetDownload download, string url) => download.ReadAsync(
        url,
        (chunk, _) =>
        {
            _received.Write(chunk.Span);
            return ValueTask.CompletedTask;
        },
        CancellationToken.None).WaitAsync(s_patience);
}
