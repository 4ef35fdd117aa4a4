using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Forgeries;
using VideoPipeline.Functions.Callbacks;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The running app, host and worker, before somebody who alters what it has signed.</summary>
public sealed class ForgeryTests
{
    private const int Calls = 5000;
    private const string SigningKey = "signing-key-5b1c0e";
    private const string HostKey = "host-key-77d0a2";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Forged_callbacks_are_refused_over_http_and_no_key_is_said_anywhere()
    {
        await using var stack = await Stack.StartAsync(settings:
        [
            ("Callbacks__SigningKeys__0", SigningKey), ("Callbacks__PublicBaseUrl", "https://app.example"), ("LocalHost__ApiKey", HostKey),
        ]);
        var options = new CallbacksOptions { PublicBaseUrl = "https://app.example" };
        options.SigningKeys.Add(SigningKey);
        var urls = new CallbackUrls(Options.Create(options));
        var genuine = new Uri(urls.For("seedanceapi", "vid_1", 1)!).PathAndQuery;

        var (accepted, faults) = await OverHttp.SendAsync(stack.App.Http.BaseAddress!, Calls, number => Forgery.Of(number, urls)).WaitAsync(s_patience);
        using var taken = await stack.App.Http.PostAsync(genuine, null);
        using var keyless = await stack.App.Http.GetAsync("/api/videos");
        using var wrong = await stack.App.Http.GetAsync($"/api/videos?code={HostKey}0");
        using var right = await stack.App.Http.GetAsync($"/api/videos?code={HostKey}");
        using var bad = await stack.App.Http.PostAsJsonAsync($"/api/videos?code={HostKey}", new { prompt = 7 });

        Assert.Equal((0, 0), (accepted, faults));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (keyless.StatusCode, wrong.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (right.StatusCode, bad.StatusCode));
        await stack.App.TerminateAsync();
        var said = stack.App.Output + await bad.Content.ReadAsStringAsync() + await right.Content.ReadAsStringAsync();
        Assert.All((string[])[SigningKey, HostKey, genuine.Split("sig=")[1]], secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }
}
