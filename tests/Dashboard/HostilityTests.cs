using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.Dashboard.Tests;

/// <summary>Whatever others have written is text, and stays where it belongs.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class HostilityTests(DashboardFixture fixture)
{
    private const string Markup = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> \u202Etxet \u2066";

    [BrowserFact]
    public async Task Markup_and_overrides_and_endless_words_are_shown_as_text()
    {
        var word = new string('w', 10_000);
        var job = $$"""
            {"id":"vid_1","status":"failed","created_at":"2026-11-27T10:00:00Z","provider":"tokenhub","model":"m","operation":"text-to-video",
             "request":{"prompt":{{Quoted(Markup + word)}},"duration":5,"resolution":"720p","aspect_ratio":"16:9","provider":"auto","model":"m","operation":"text-to-video"},
             "error":{"code":{{Quoted(Markup)}},"message":{{Quoted(Markup + word)}},"provider_code":{{Quoted(Markup)}},"provider_message":{{Quoted(Markup + word)}} },
             "metadata":{"sku":{{Quoted(Markup + word)}} },"links":{"self":"/api/videos/vid_1","content":"/api/videos/vid_1/content"} }
            """;
        await using var window = await fixture.NewWindowAsync();
        await AnswerAsync(window, "**/api/videos?*", """{"videos":[{"id":"vid_1","status":"failed","provider":"tokenhub","created_at":"2026-11-27T10:00:00Z"}]}""");
        await AnswerAsync(window, "**/api/videos/vid_1", job);
        await AnswerAsync(window, "**/api/videos/vid_1/attempts", """{"attempts":[]}""");

        foreach (var route in (string[])["jobs", "jobs/vid_1"])
        {
            await window.GoAsync(route);
            await Expect(window.Page.Locator("main .said").Filter(new() { HasText = "<script>" }).First).ToBeVisibleAsync();
            Assert.True(await window.Page.EvaluateAsync<bool>("window.hit === undefined && !document.querySelector('main script, main img[src=x]')"));
            Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{route} is torn apart.");
        }

        window.HasNoFaults();
    }

    [BrowserFact]
    public async Task Key_is_asked_for_once_kept_in_the_tab_and_sent_as_a_header()
    {
        var job = (await fixture.ExamplesAsync()).Succeeded;
        await using var window = await fixture.NewWindowAsync();
        await DemandKeyAsync(window);
        await window.GoAsync("jobs");

        await window.Page.Locator("#key").FillAsync("secret");
        await window.Button("Use key").ClickAsync();
        await Expect(window.Page.Locator("#live-text")).Not.ToHaveTextAsync("Connecting");
        await window.Page.ReloadAsync();

        await Expect(window.Page.Locator("#glance-running")).Not.ToHaveTextAsync("–");
        await Expect(window.Page.Locator("dialog")).ToHaveCountAsync(0);
        Assert.Equal("secret", await window.Page.EvaluateAsync<string>("sessionStorage.getItem('function-key')"));

        // A media element sends no header: the file comes through a call that does.
        await window.GoAsync($"jobs/{job}");
        await Expect(window.Page.Locator("video")).ToHaveAttributeAsync("src", Blob());
        await window.Page.Locator("video").EvaluateAsync("video => new Promise(done => video.readyState >= 1 ? done() : video.addEventListener('loadedmetadata', done))");
        window.HasNoFaultsBut("401");
    }

    [BrowserFact]
    public async Task Who_gives_no_key_is_not_asked_again_until_asking_for_something()
    {
        await using var window = await fixture.NewWindowAsync();
        await DemandKeyAsync(window);
        await window.GoAsync("jobs");

        await window.Button("Not now").ClickAsync();
        await Expect(window.Page.Locator("#live-text")).ToHaveTextAsync("Waiting for a key");
        await window.Page.RunAndWaitForResponseAsync(window.LookAgainAsync, response => response.Url.EndsWith("/api/overview", StringComparison.Ordinal));
        await Expect(window.Page.Locator("dialog")).ToHaveCountAsync(0);
        await window.Button("Try again").ClickAsync();

        await Expect(window.Page.Locator("dialog")).ToHaveCountAsync(1);
        window.HasNoFaultsBut("401");
    }

    [BrowserFact]
    public async Task App_that_cannot_be_reached_is_said_and_asked_again()
    {
        await using var window = await fixture.NewWindowAsync();
        await window.Page.RouteAsync("**/api/**", route => route.AbortAsync());
        await window.GoAsync("jobs");
        await Expect(window.Page.GetByText("The app cannot be reached.")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#live-text")).ToHaveTextAsync("Connection lost");

        await window.Page.UnrouteAllAsync();
        await window.Button("Try again").ClickAsync();

        await Expect(window.Page.Locator("main .notice")).ToHaveCountAsync(0);
        window.HasNoFaultsBut("ERR_FAILED");
    }

    private static async Task DemandKeyAsync(Window window) => await window.Page.RouteAsync(
        "**/api/**",
        route => route.Request.Headers.GetValueOrDefault("x-functions-key") == "secret" ? route.ContinueAsync() : route.FulfillAsync(new() { Status = 401 }));

    private static async Task AnswerAsync(Window window, string path, string json) =>
        await window.Page.RouteAsync(path, route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = json }));

    [GeneratedRegex("^blob:")]
    private static partial Regex Blob();

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
